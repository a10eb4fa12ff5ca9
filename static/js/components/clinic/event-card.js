/** One adverse event: what happened, what a clinician made of it, and what was learned and changed since. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { dayText, nearMoment } from "./figures.js"
import { term } from "./terms.js"

/**
 * @typedef {{
 *   id: string, course_id: string, status: "reported" | "open" | "closed" | "withdrawn", effect: string, label: string,
 *   term: string | null, codes: { meddra_pt_code: string | null, snomed_code: string | null }, onset_on: string,
 *   resolved_on: string | null, ongoing: boolean | null, grade: number | null, serious: boolean | null,
 *   criteria: string[], relation: string | null, expected: boolean | null, action: string | null,
 *   treatment: string | null, outcome: string | null, note: string | null, device_report: string | null,
 *   from_check_in: string | null, from_session: string | null, session_number: number | null, reported_at: string,
 *   reported_by: string, signed_at: string | null, signed_by: string | null, closed_at: string | null,
 *   closed_by: string | null, notes: { on: string, words: string, written_by: string }[],
 *   changes: { at: string, by: string, before: Record<string, unknown>, after: Record<string, unknown>, reason: string }[],
 * }} AdverseEvent
 */

/**
 * @param {AdverseEvent} event
 * @param {{ zone: string, now: Date }} shown
 * @param {import("../../dom.js").Child} deeds what can be done about it, below the words
 */
export function eventCard(event, { zone, now }, deeds) {
  const at = (/** @type {string} */ moment) => nearMoment(moment, zone, now)
  const waits = event.status === "reported"
  return h(
    "article",
    { class: ["card alert", event.serious ? "is-red" : waits && "is-amber"], id: `event-${event.id}` },
    h(
      "p",
      { class: "small alert-due" },
      [
        t(`event.status.${event.status}`),
        event.grade !== null && t("event.grade_short", { grade: event.grade }),
        event.serious && t("event.serious_short"),
      ].filter(Boolean).join(" · "),
    ),
    h("h3", null, capital(term(event.label)), event.term && event.term !== event.label && `: ${event.term}`),
    h(
      "dl",
      { class: "pairs" },
      factsOf(event).map(([name, value]) => [h("dt", { class: "muted" }, name), h("dd", null, value)]),
    ),
    event.notes.length > 0 &&
      h(
        "ul",
        { class: "small lines" },
        event.notes.map(({ on, words, written_by }) =>
          h("li", null, t("event.noted", { day: dayText(on), words, by: written_by }))
        ),
      ),
    h(
      "p",
      { class: "small muted" },
      [
        t("event.reported", { by: event.reported_by, at: at(event.reported_at) }),
        event.signed_at && t("event.signed", { by: event.signed_by ?? "", at: at(event.signed_at) }),
        event.closed_at && t("event.closed", { by: event.closed_by ?? "", at: at(event.closed_at) }),
      ].filter(Boolean).join(" "),
    ),
    event.changes.length > 0 && changesOf(event, at),
    deeds,
  )
}

/** @param {string} words */
export const capital = (words) => words.charAt(0).toLocaleUpperCase() + words.slice(1)

/** What is known of it, as name and value; what nobody said is left out. @param {AdverseEvent} event @returns {[string, string][]} */
function factsOf(event) {
  const { criteria, relation, expected, action, outcome, device_report, codes } = event
  const source = event.session_number !== null
    ? t("event.from_session", { number: event.session_number })
    : event.from_check_in && t("event.from_log")
  const known = /** @type {[string, string | null | false][]} */ ([
    ["when", whenOf(event)],
    ["source", source],
    ["criteria", criteria.map((each) => t(`event.criterion.${each}`)).join("; ")],
    ["relation", relation && t(`event.relation.${relation}`)],
    ["expected", expected === null ? null : t(expected ? "event.yes" : "event.no")],
    ["action", action && t(`event.action.${action}`)],
    ["treatment", event.treatment],
    ["outcome", outcome && t(`event.outcome.${outcome}`)],
    ["device_report", device_report && t(`event.report.${device_report}`)],
    ["note", event.note],
    ["codes", codesText(codes)],
  ])
  return known.flatMap(([name, value]) => value ? [[t(`event.fact.${name}`), value]] : [])
}

/** @param {AdverseEvent} event */
function whenOf({ onset_on, resolved_on, ongoing }) {
  if (resolved_on) return t("event.when.from_to", { from: dayText(onset_on), to: dayText(resolved_on) })
  const from = { from: dayText(onset_on) }
  if (ongoing === null) return t("event.when.from", from)
  return ongoing ? t("event.when.lasts", from) : t("event.when.over", from)
}

/** @param {AdverseEvent["codes"]} codes */
const codesText = ({ meddra_pt_code, snomed_code }) =>
  [meddra_pt_code && `MedDRA ${meddra_pt_code}`, snomed_code && `SNOMED CT ${snomed_code}`].filter(Boolean).join(", ")

/** @param {AdverseEvent} event @param {(moment: string) => string} at */
const changesOf = ({ changes }, at) =>
  h(
    "details",
    null,
    h("summary", { class: "small" }, t("event.changes", { count: changes.length })),
    h(
      "ul",
      { class: "small lines" },
      changes.map(({ at: when, by, before, after, reason }) =>
        h(
          "li",
          null,
          t("event.changed", { by, at: at(when), reason }),
          h(
            "ul",
            null,
            Object.keys(after).map((name) =>
              h("li", null, t("event.changed_field", { name, before: plain(before[name]), after: plain(after[name]) }))
            ),
          ),
        )
      ),
    ),
  )

/** @param {unknown} value */
const plain = (value) =>
  value === null || value === undefined || value === ""
    ? "–"
    : Array.isArray(value)
    ? value.join(", ") || "–"
    : String(value)
