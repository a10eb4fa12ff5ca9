/** What was changed in a record: who, when, why, and from what to what in words. */

import { h } from "../../dom.js"
import { day, t } from "../../translate.js"
import { nearMoment } from "./figures.js"

const DAY = /^\d{4}-\d{2}-\d{2}$/

/**
 * @typedef {{
 *   id: string, at: string, by: string, kind: string, record_id: string, reason: string,
 *   before: Record<string, unknown>, after: Record<string, unknown>
 * }} Correction
 */

/**
 * @param {Correction[]} corrections newest first
 * @param {string} zone of the clinic
 */
export function correctionsList(corrections, zone) {
  const now = new Date()
  if (!corrections.length) return h("p", { class: "muted" }, t("changes.none"))
  return h(
    "ul",
    { class: "kept" },
    corrections.map(({ at, by, kind, reason, before, after }) =>
      h(
        "li",
        null,
        h("p", null, h("strong", null, kind.charAt(0).toUpperCase() + kind.slice(1)), ` · ${reason}`),
        h("p", { class: "small muted num" }, t("changes.signed", { by, at: nearMoment(at, zone, now) })),
        h(
          "dl",
          { class: "pairs small num" },
          Object.keys({ ...before, ...after }).map((name) => [
            h("dt", { class: "muted" }, fieldText(name)),
            h("dd", null, t("changes.from_to", { from: valueText(before[name]), to: valueText(after[name]) })),
          ]),
        ),
      )
    ),
  )
}

/** "planned_sessions" as "planned sessions". @param {string} name */
const fieldText = (name) => name.replaceAll("_", " ")

/** Any value of a record as a person says it. @param {unknown} value @returns {string} */
export function valueText(value) {
  if (value === null || value === undefined || value === "") return t("changes.nothing")
  if (typeof value === "boolean") return t(value ? "changes.yes" : "changes.no")
  if (typeof value === "string") return DAY.test(value) ? day(value, "full") : value
  if (Array.isArray(value)) return listText(value)
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, each]) => each !== null && !(Array.isArray(each) && !each.length))
    return parts.map(([name, each]) => `${fieldText(name)} ${valueText(each)}`).join(", ")
  }
  return String(value)
}

/** A list of days is told by its number and its ends, any other by its parts. @param {unknown[]} list */
function listText(list) {
  const days = list.map((each) => typeof each === "string" ? each : /** @type {any} */ (each)?.on)
  if (list.length > 3 && days.every((each) => DAY.test(String(each)))) {
    return t("changes.days", {
      count: list.length,
      first: day(days[0], "full"),
      last: day(days[days.length - 1], "full"),
    })
  }
  return list.length ? list.map(valueText).join("; ") : t("changes.nothing")
}
