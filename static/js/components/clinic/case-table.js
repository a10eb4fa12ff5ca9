/** The courses of a clinic as rows: who, what needs attention, how the scores went, how far the treatment is. */

import { h } from "../../dom.js"
import { inReadersWords, term } from "../../said.js"
import { t } from "../../translate.js"
import { dayIn, figure, nearDay, scoreChange } from "./figures.js"

/**
 * @typedef {{ level: string, reason: string, said: import("../../said.js").Part[] | null, since: string | null }} Attention
 * @typedef {{
 *   course_id: string, patient_id: string, name: string, number: string | null, title: string, protocol: string,
 *   state: string, sessions_done: number, sessions_planned: number | null, baseline: number | null, latest: number | null,
 *   primary: string, change_percent: number | null, outcome: string | null, last_log_on: string | null,
 *   days_since_log: number | null, due: string[], alerts: number, attention: Attention[], reviewed_at: string | null
 * }} CaseRow
 */

/**
 * A table on a desk, a list of cards on a phone. The roles are written out because browsers drop them as soon as the
 * styles make a row something else than a row.
 *
 * @param {CaseRow[]} rows in the order to show
 * @param {string} today the clinic's calendar day
 * @param {string} zone the clinic's
 */
export function caseTable(rows, today, zone) {
  const columns = ["patient", "attention", "score", "sessions", "log", "review"]
  return h(
    "table",
    { class: "cases num", role: "table" },
    h("caption", { class: "unseen" }, t("caseload.caption")),
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        columns.map((column) => h("th", { scope: "col", role: "columnheader" }, t(`caseload.column.${column}`))),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      rows.map((row) => caseRow(row, (at) => nearDay(at.includes("T") ? dayIn(at, zone) : at, today))),
    ),
  )
}

/** @param {CaseRow} row @param {(at: string) => string} near writes a day or a moment by its distance */
function caseRow(row, near) {
  return h(
    "tr",
    { role: "row" },
    h(
      "th",
      { scope: "row", role: "rowheader" },
      h("a", { href: `/app/courses/${row.course_id}`, class: "case-name" }, row.name),
      row.number && h("span", { class: "muted" }, ` ${row.number}`),
      h("span", { class: "small muted" }, [row.title, row.protocol].filter(Boolean).map(term).join(" · ")),
    ),
    cell("attention", attentionList(row.attention, near)),
    cell("score", scoreOf(row)),
    cell("sessions", sessionsOf(row)),
    cell("log", row.last_log_on ? near(row.last_log_on) : h("span", { class: "muted" }, t("caseload.no_log"))),
    cell(
      "review",
      row.reviewed_at ? near(row.reviewed_at) : h("span", { class: "muted" }, t("caseload.no_review")),
    ),
  )
}

/** @param {string} column @param {...import("../../dom.js").Child} content */
function cell(column, ...content) {
  // The name of the column is said again inside the cell, for cards on a phone, where the head is hidden.
  const name = h("span", { class: "cell-name small muted", "aria-hidden": "true" }, t(`caseload.column.${column}`))
  return h("td", { role: "cell", class: `case-${column}` }, name, h("div", null, content))
}

/** @param {Attention[]} attention @param {(at: string) => string} near */
function attentionList(attention, near) {
  const shown = attention.filter(({ level }) => level !== "none")
  if (!shown.length) return h("span", { class: "muted" }, t("caseload.nothing"))
  return h(
    "ul",
    { class: "chips" },
    shown.map(({ level, reason, said, since }) =>
      h(
        "li",
        { class: `chip is-${level}` },
        inReadersWords(reason, said),
        since && h("span", { class: "since" }, ` ${near(since)}`),
      )
    ),
  )
}

/** @param {CaseRow} row */
function scoreOf({ baseline, latest, primary, change_percent, outcome }) {
  if (baseline === null && latest === null) return h("span", { class: "muted" }, t("caseload.no_score", { primary }))
  const said = [change_percent === null ? null : scoreChange(change_percent), outcome && outcomeText(outcome)]
  return [
    h("span", { class: "scores" }, `${primary} `, h("strong", null, `${figure(baseline)} → ${figure(latest)}`)),
    h("span", { class: "small muted" }, said.filter(Boolean).join(", ")),
  ]
}

/** The word for an outcome. @param {string} outcome as the server names it */
export const outcomeText = (outcome) => t(`outcome.${outcome.replaceAll(" ", "_")}`)

/** @param {CaseRow} row */
function sessionsOf({ sessions_done, sessions_planned, state }) {
  return [
    sessions_planned === null
      ? t("caseload.sessions_open", { done: sessions_done })
      : t("caseload.sessions", { done: sessions_done, planned: sessions_planned }),
    state !== "active" && h("span", { class: "small muted" }, t(`course.state.${state}`)),
  ]
}
