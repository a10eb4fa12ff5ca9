/** One setting of the clinic: how its value reads, and the control that its kind needs. */

import { h } from "../../dom.js"
import { keyOf } from "../../said.js"
import { number, t } from "../../translate.js"
import { field, optionsOf } from "./field.js"

/**
 * @typedef {{ key: string, kind: string, value: any, default: any, meaning: string, said: import("../../said.js").Part[], source: string, least: number | null,
 *   most: number | null, unit: string, choices: string[] }} Setting
 * @typedef {import("./field.js").Errors} Errors
 */

const SEVERAL = 2 // where no number stands before a unit
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

/** What a value says to a person. @param {Setting} setting @param {any} value */
export function valueText({ kind, unit }, value) {
  if (kind === "yes or no") return t(value ? "setting.yes" : "setting.no")
  if (kind === "one of several") return choiceText(value)
  if (typeof value === "number") return [number(value), unitText(unit, value)].filter(Boolean).join(" ")
  if (Array.isArray(value)) return value.length ? value.join(", ") : t("setting.none")
  if (kind === "hours of the week") return hoursText(value)
  if (value !== null && typeof value === "object") {
    const pairs = Object.entries(value)
    return pairs.length
      ? pairs.map(([name, each]) => `${name}: ${typeof each === "object" ? JSON.stringify(each) : each}`).join("; ")
      : t("setting.none")
  }
  return String(value) || t("setting.none")
}

/** @param {string} unit as the server names it, "" for none @param {number} count of which it is the unit */
const unitText = (unit, count) => named(`setting.unit.${keyOf(unit)}`, unit, count)

/** @param {string} choice as the server names it */
const choiceText = (choice) => named(`setting.choice.${keyOf(choice)}`, choice)

/** @param {string} key @param {string} english where there is no word for it, such as "%" @param {number} [count] */
function named(key, english, count = SEVERAL) {
  const words = t(key, { count })
  return words === key ? english : words
}

/** @param {Record<string, [string, string]>} hours */
const hoursText = (hours) =>
  DAYS.filter((day) => hours[day]).map((day) => `${t(`setting.day.${day}`)} ${hours[day].join("–")}`).join(", ") ||
  t("setting.closed_always")

/** @param {Setting} setting @param {Errors} errors */
export function settingField(setting, errors) {
  const { kind, value, least, most, unit } = setting
  const names = { name: "value", label: t("setting.value"), errors, hint: hintOf(setting) }
  if (kind === "yes or no") {
    return field(
      names,
      "select",
      { value: value ? "yes" : "no" },
      optionsOf([{ value: "yes", text: t("setting.yes") }, { value: "no", text: t("setting.no") }]),
    )
  }
  if (kind === "one of several") {
    return field(
      names,
      "select",
      { value },
      optionsOf(setting.choices.map((each) => ({ value: each, text: choiceText(each) }))),
    )
  }
  if (kind === "number" || kind === "whole number") {
    const label = unit ? t("setting.value_in", { unit: unitText(unit, SEVERAL) }) : names.label
    const step = kind === "number" ? "any" : 1
    return field({ ...names, label }, "input", { type: "number", value, min: least, max: most, step })
  }
  if (kind === "hours of the week") return hoursField(value)
  const text = kind === "table"
    ? JSON.stringify(value, null, 2)
    : Array.isArray(value)
    ? value.join("\n")
    : String(value)
  return field(names, "textarea", { rows: Math.min(12, Math.max(3, text.split("\n").length + 1)), value: text })
}

/** @param {Setting} setting */
function hintOf({ kind, least, most }) {
  if (least !== null && most !== null) return t("setting.hint.range", { least: number(least), most: number(most) })
  const known = { "list of days": "days", "list of texts": "texts", table: "table" }
  const key = /** @type {Record<string, string>} */ (known)[kind]
  return key && t(`setting.hint.${key}`)
}

/** @param {Record<string, [string, string]>} hours */
function hoursField(hours) {
  return h(
    "fieldset",
    { class: "field" },
    h("legend", null, t("setting.hours")),
    h("p", { class: "small muted" }, t("setting.hint.hours")),
    DAYS.map((day) =>
      h(
        "div",
        { class: "row" },
        h("span", { class: "setting-day" }, t(`setting.day.${day}`)),
        ["opens", "closes"].map((end, place) =>
          h("input", {
            type: "time",
            name: `${day}-${end}`,
            value: hours[day]?.[place] ?? "",
            "aria-label": t(`setting.${end}`, { day: t(`setting.day.${day}`) }),
          })
        ),
      )
    ),
  )
}

/**
 * What was typed, as the server takes it. Throws where a table is no JSON.
 *
 * @param {Setting} setting
 * @param {Record<string, string>} typed
 */
export function typedValue({ kind }, typed) {
  const { value } = typed
  if (kind === "yes or no") return value === "yes"
  if (kind === "number" || kind === "whole number") return value.trim() === "" ? "" : Number(value)
  if (kind === "hours of the week") return typedHours(typed)
  if (kind === "table") return JSON.parse(value)
  if (kind.startsWith("list")) return value.split("\n").map((line) => line.trim()).filter(Boolean)
  return value
}

/** A day without an opening and a closing time is closed. @param {Record<string, string>} typed */
const typedHours = (typed) =>
  Object.fromEntries(
    DAYS.map((day) => [day, [typed[`${day}-opens`], typed[`${day}-closes`]]])
      .filter(([, span]) => span[0] || span[1]),
  )
