/** What a patient logged, entry by entry, with what is odd about how it came. */

import { h } from "../../dom.js"
import { moment, t } from "../../translate.js"
import { dayText, figure } from "./figures.js"

/** The words of the grades of a side effect, 0 to 3. */
const GRADES = ["none", "mild", "medium", "strong"]

/**
 * @typedef {{
 *   id: string, felt_at: string, felt_on: string, recorded_at: string, received_at: string,
 *   mood: { scale: "eleven" | "faces", raw: number } | null, energy: number | null, anxiety: number | null,
 *   sleep_hours: number | null, note: string | null, side_effects: { effect: string, grade: number, text: string | null }[],
 *   any_side_effects: boolean | null, filled_late: boolean, delivered_late: boolean, clock_off: boolean
 * }} LogEntry
 */

/**
 * @param {LogEntry[]} entries newest first
 * @param {Map<string, string>} effectNames by key
 * @param {string} zone of the clinic
 */
export function logEntries(entries, effectNames, zone) {
  if (!entries.length) return h("p", { class: "muted" }, t("log.none"))
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": t("log.title") },
    h(
      "table",
      { class: "table num" },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["day", "mood", "energy", "anxiety", "sleep", "effects", "note"]
            .map((column) => h("th", { scope: "col" }, t(`log.column.${column}`))),
        ),
      ),
      h(
        "tbody",
        null,
        entries.map((entry) =>
          h(
            "tr",
            null,
            h("th", { scope: "row" }, dayText(entry.felt_on), flagsOf(entry, zone)),
            h("td", null, entry.mood ? moodText(entry.mood) : "–"),
            h("td", null, figure(entry.energy)),
            h("td", null, figure(entry.anxiety)),
            h("td", null, entry.sleep_hours === null ? "–" : t("log.hours", { hours: figure(entry.sleep_hours) })),
            h("td", { class: "words" }, effectsText(entry, effectNames)),
            h("td", { class: "words" }, entry.note ?? ""),
          )
        ),
      ),
    ),
  )
}

/** @param {{ scale: "eleven" | "faces", raw: number }} mood */
export const moodText = ({ scale, raw }) => scale === "faces" ? t("log.face", { face: raw + 1 }) : figure(raw)

/** @param {Pick<LogEntry, "side_effects" | "any_side_effects">} entry @param {Map<string, string>} effectNames */
export function effectsText({ side_effects, any_side_effects }, effectNames) {
  const felt = side_effects.filter(({ grade }) => grade > 0).map(({ effect, grade, text }) =>
    `${effectNames.get(effect) ?? effect}: ${t(`effects.grade.${GRADES[grade]}`)}${text ? ` (${text})` : ""}`
  )
  if (felt.length) return felt.join(", ")
  return any_side_effects === null && !side_effects.length ? "–" : t("effects.grade.none")
}

/** @param {LogEntry} entry @param {string} zone */
function flagsOf({ filled_late, delivered_late, clock_off, recorded_at, received_at }, zone) {
  const flags = [
    filled_late && t("log.filled_late", { at: moment(recorded_at, zone) }),
    delivered_late && t("log.delivered_late", { at: moment(received_at, zone) }),
    clock_off && t("log.clock_off"),
  ].filter(Boolean)
  return flags.length > 0 && h("ul", { class: "flags" }, flags.map((flag) => h("li", null, flag)))
}
