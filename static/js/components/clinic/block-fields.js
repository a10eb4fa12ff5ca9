/** The fields of one stimulation within a session; what seldom changes stands folded below. */

import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { field, optionsOf } from "./field.js"

/**
 * @typedef {import("./sessions-table.js").Block} Block
 * @typedef {{ value: number, unit: string } | null} Threshold the one in force
 */

/** @type {Block} */
export const EMPTY_BLOCK = { target: "", intensity_percent_mt: null, pulses: null, frequency_hz: null }
const PATTERNS = ["rTMS", "iTBS", "cTBS", "dTMS"]
const WORDS = /** @type {const} */ (["target", "localisation", "coil_position"])
const FIGURES = /** @type {const} */ ([
  "intensity_percent_mt",
  "intensity_percent_mso",
  "pulses",
  "pulses_planned",
  "frequency_hz",
  "trains",
  "pulses_per_train",
  "iti_seconds",
  "ap_mm",
  "lateral_degrees",
  "angle_degrees",
])
const WHOLE = { type: "number", inputmode: "numeric", min: 0 }
const DECIMAL = { type: "number", inputmode: "decimal", step: "any" }

/**
 * @param {{ block: Block, key: number }} row
 * @param {{ errors: import("./field.js").Errors, threshold: Threshold, remove: (() => void) | null }} form
 */
export function blockFields({ block, key }, { errors, threshold, remove }) {
  const output = signal(block.intensity_percent_mso ?? "")
  const part = (/** @type {keyof Block} */ name, /** @type {Record<string, unknown>} */ props) =>
    field({ name: `${name}-${key}`, label: t(`session.${name}`), errors }, "input", {
      value: block[name] ?? "",
      ...props,
    })
  return h(
    "fieldset",
    { class: "block" },
    h("legend", null, t("session.block")),
    h(
      "div",
      { class: "row is-tight" },
      part("target", { type: "text", autocomplete: "off" }),
      part("intensity_percent_mt", {
        ...WHOLE,
        oninput(/** @type {Event} */ event) {
          const percent = Number(/** @type {HTMLInputElement} */ (event.target).value)
          if (threshold?.unit === "% MSO" && percent) output.value = Math.round(threshold.value * percent / 100)
        },
      }),
      part("intensity_percent_mso", { ...WHOLE, value: () => output.value }),
      part("pulses", WHOLE),
      part("pulses_planned", WHOLE),
    ),
    h(
      "details",
      null,
      h("summary", { class: "small" }, t("session.block_more")),
      h(
        "div",
        { class: "row is-tight" },
        field(
          { name: `pattern-${key}`, label: t("session.pattern"), errors },
          "select",
          { value: block.pattern ?? "" },
          [
            h("option", { value: "" }, t("session.not_stated")),
            optionsOf(PATTERNS.map((value) => ({ value, text: value }))),
          ],
        ),
        part("frequency_hz", { ...DECIMAL, min: 0 }),
        part("trains", WHOLE),
        part("pulses_per_train", WHOLE),
        part("iti_seconds", { ...DECIMAL, min: 0 }),
        part("localisation", { type: "text", list: "localisations", autocomplete: "off" }),
        part("ap_mm", DECIMAL),
        part("lateral_degrees", DECIMAL),
        part("angle_degrees", DECIMAL),
        part("coil_position", { type: "text", autocomplete: "off" }),
      ),
    ),
    remove && h("button", { type: "button", class: "link", onclick: remove }, t("session.remove_block")),
  )
}

/**
 * What was typed for one stimulation.
 *
 * @param {Record<string, string>} values of the form
 * @param {number} key
 * @returns {Block}
 */
export function blockFrom(values, key) {
  const figure = (/** @type {string} */ name) => {
    const typed = values[`${name}-${key}`]?.trim()
    return typed ? Number(typed) : null
  }
  return /** @type {Block} */ ({
    ...Object.fromEntries(WORDS.map((name) => [name, values[`${name}-${key}`]?.trim() || null])),
    ...Object.fromEntries(FIGURES.map((name) => [name, figure(name)])),
    target: values[`target-${key}`]?.trim() ?? "",
    pattern: values[`pattern-${key}`] || null,
  })
}

/**
 * The field of this page for a field of the request; what the server says of "a block" stands at the first.
 *
 * @param {string} name "blocks.1.pulses", or a part of a block alone
 * @param {number[]} keys of the blocks in their order
 */
export function blockFieldOf(name, keys) {
  const [, index, part] = /^(?:changes\.)?blocks\.(\d+)\.(.+)$/.exec(name) ?? []
  if (part) return `${part}-${keys[Number(index)]}`
  if (name === "blocks") return `target-${keys[0]}`
  return name.replace(/^changes\./, "")
}
