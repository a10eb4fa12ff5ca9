/** What a patient logged, entry by entry, with what is odd about how it came. */

import { h } from "../../dom.js"
import { moment, t } from "../../translate.js"
import { dayText, figure } from "./figures.js"
import { wideTable } from "./wide-table.js"

/** The words of the grades of a side effect, 0 to 3. */
const GRADES = ["none", "mild", "medium", "strong"]
const STRONG = 3

/**
 * @typedef {{
 *   id: string, felt_at: string, felt_on: string, recorded_at: string, received_at: string,
 *   mood: { scale: "eleven" | "faces", raw: number } | null, energy: number | null, anxiety: number | null,
 *   sleep_hours: number | null, sleep_quality: import("../../log-view.js").Night | null, note: string | null, side_effects: (import("../../log-view.js").Effect)[],
 *   any_side_effects: boolean | null, filled_late: boolean, delivered_late: boolean, clock_off: boolean
 * }} LogEntry
 */

/**
 * @param {LogEntry[]} entries newest first
 * @param {Map<string, string>} effectNames by key
 * @param {string} zone of the clinic
 * @param {string} courseId
 */
export function logEntries(entries, effectNames, zone, courseId) {
  if (!entries.length) return h("p", { class: "muted" }, t("log.none"))
  return wideTable(
    t("log.title"),
    ["day", "mood", "energy", "anxiety", "sleep", "effects", "note"]
      .map((column) => t(`log.column.${column}`)),
    entries.map((entry) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, dayText(entry.felt_on), flagsOf(entry, zone)),
        h("td", null, entry.mood ? moodText(entry.mood) : "–"),
        h("td", null, figure(entry.energy)),
        h("td", null, figure(entry.anxiety)),
        h("td", null, sleepText(entry)),
        h("td", { class: "words" }, effectsText(entry, effectNames), eventLink(entry, courseId)),
        h("td", { class: "words" }, entry.note ?? ""),
      )
    ),
  )
}

/** @param {LogEntry} entry */
const sleepText = ({ sleep_hours, sleep_quality }) =>
  [
    sleep_hours !== null && t("log.hours", { hours: figure(sleep_hours) }),
    sleep_quality && t(`log.night.${sleep_quality}`),
  ].filter(Boolean).join(", ") || "–"

/** @param {{ scale: "eleven" | "faces", raw: number }} mood */
export const moodText = ({ scale, raw }) => scale === "faces" ? t("log.face", { face: raw + 1 }) : figure(raw)

/** @param {Pick<LogEntry, "side_effects" | "any_side_effects">} entry @param {Map<string, string>} effectNames */
export function effectsText({ side_effects, any_side_effects }, effectNames) {
  const felt = side_effects.filter(({ grade }) => grade > 0).map(({ effect, grade, text, ...further }) =>
    [
      `${effectNames.get(effect) ?? effect}: ${t(`effects.grade.${GRADES[grade]}`)}${text ? ` (${text})` : ""}`,
      further.timing && t(`log.timing.${further.timing}`),
      further.hindrance && t(`log.hindrance.${further.hindrance}`),
      further.worst_ever && t("log.worst_ever"),
    ].filter(Boolean).join(", ")
  )
  if (felt.length) return felt.join("; ")
  return any_side_effects === null && !side_effects.length ? "–" : t("effects.grade.none")
}

/** A strong effect leads into an adverse event. @param {LogEntry} entry @param {string} courseId */
const eventLink = ({ side_effects, felt_at }, courseId) =>
  side_effects.some(({ grade, worst_ever }) => grade === STRONG || worst_ever) &&
  h(
    "p",
    { class: "small no-print" },
    h("a", { href: `/app/courses/${courseId}/events?felt_at=${felt_at}` }, t("alert.record_event")),
  )

/** @param {LogEntry} entry @param {string} zone */
function flagsOf({ filled_late, delivered_late, clock_off, recorded_at, received_at }, zone) {
  const flags = [
    filled_late && t("log.filled_late", { at: moment(recorded_at, zone) }),
    delivered_late && t("log.delivered_late", { at: moment(received_at, zone) }),
    clock_off && t("log.clock_off"),
  ].filter(Boolean)
  return flags.length > 0 && h("ul", { class: "flags" }, flags.map((flag) => h("li", null, flag)))
}
