/** The four facts that a course is read by in ten seconds. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { outcomeText } from "./case-table.js"
import { figure, nearDay, scoreChange, signedPercent } from "./figures.js"
import { wideTable } from "./wide-table.js"

/**
 * @typedef {{
 *   primary: string, baseline: number | null, latest: number | null, change_percent: number | null, outcome: string | null,
 *   reliable: null | "improvement" | "deterioration", sessions_done: number, sessions_missed: number,
 *   mood_median_7: number | null, mood_median_first: number | null, days_logged: number, days_possible: number,
 *   last_log_on: string | null, sessions_to_date: number, forms_answered: number, forms_asked: number, scales: Scale[]
 * }} Facts
 * @typedef {{
 *   baseline: number | null, baseline_stale: boolean, latest: number | null, change_percent: number | null,
 *   outcome: string | null, reliable: null | "improvement" | "deterioration", end: number | null,
 *   end_outcome: string | null, points: Record<string, number>, relapsed_on: string | null
 * }} Measure
 * @typedef {{ instrument: string, title: string, higher_is_better: boolean, measure: Measure, watch: boolean | null }} Scale
 */

const POINTS = ["10", "20", "30", "36"] // sessions after which registries read the score

/**
 * @param {Facts} facts
 * @param {{ title: string, planned: number | null, today: string }} course title: of the primary instrument
 */
export function courseFacts(facts, { title, planned, today }) {
  return h(
    "dl",
    { class: "course-facts num" },
    fact(title, scoresOf(facts), changeOf(facts)),
    fact(
      t("facts.sessions"),
      planned === null ? figure(facts.sessions_done) : t("facts.of", { done: facts.sessions_done, all: planned }),
      [
        facts.sessions_missed ? t("facts.missed", { count: facts.sessions_missed }) : t("facts.none_missed"),
        facts.sessions_to_date > 0 && t("facts.to_date", { count: facts.sessions_to_date }),
      ].filter(Boolean).join(", "),
    ),
    fact(
      t("facts.mood"),
      figure(facts.mood_median_7),
      facts.mood_median_first === null
        ? t("facts.no_mood")
        : t("facts.mood_first", { value: figure(facts.mood_median_first) }),
    ),
    fact(
      t("facts.days"),
      t("facts.of", { done: facts.days_logged, all: facts.days_possible }),
      [
        facts.last_log_on ? t("facts.last_log", { day: nearDay(facts.last_log_on, today) }) : t("facts.no_log"),
        facts.forms_asked > 0 && t("facts.forms", { done: facts.forms_answered, all: facts.forms_asked }),
      ].filter(Boolean).join("; "),
    ),
  )
}

/** @param {string} name @param {string} value @param {string} about */
const fact = (name, value, about) =>
  h(
    "div",
    null,
    h("dt", { class: "small muted" }, name),
    h("dd", { class: "fact-value" }, value),
    h("dd", { class: "small muted" }, about),
  )

/** @param {Facts} facts */
function scoresOf({ baseline, latest }) {
  if (baseline === null && latest === null) return "–"
  return latest === null ? figure(baseline) : `${figure(baseline)} → ${figure(latest)}`
}

/** @param {Facts} facts */
function changeOf({ baseline, latest, change_percent, outcome, reliable }) {
  if (baseline === null) return t("facts.no_baseline")
  if (latest === null) return t("facts.baseline_only")
  const change = change_percent === null ? null : scoreChange(change_percent)
  return [
    change,
    outcome && outcomeText(outcome),
    // A response is more than a reliable change, so that only the smaller ones need the word.
    reliable && ["partial response", "no response"].includes(outcome ?? "") && t(`facts.reliable.${reliable}`),
  ]
    .filter(Boolean).join(", ")
}

/**
 * Every scale at the points of the course that outcomes are read at. A column without any score is left out.
 *
 * @param {Scale[]} scales the primary one first
 * @param {string} today
 */
export function scalesTable(scales, today) {
  const reached = POINTS.filter((point) => scales.some(({ measure }) => point in measure.points))
  const closed = scales.some(({ measure }) => measure.end !== null)
  const columns = [
    t("scales.scale"),
    t("scales.baseline"),
    ...reached.map((point) => t("scales.session", { number: point })),
    ...(closed ? [t("scales.end")] : []),
    t("scales.latest"),
    t("scales.outcome"),
  ]
  return wideTable(
    t("scales.title"),
    columns,
    scales.map(({ title, measure, watch, higher_is_better }) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, title),
        h("td", null, figure(measure.baseline), measure.baseline_stale && note(t("scales.stale"))),
        reached.map((point) => h("td", null, figure(measure.points[point]))),
        closed && h("td", null, figure(measure.end), measure.end_outcome && note(outcomeText(measure.end_outcome))),
        h("td", null, figure(measure.latest)),
        h("td", { class: "words" }, wordsOf(measure, watch, higher_is_better, today)),
      )
    ),
  )
}

/** @param {string} words */
const note = (words) => h("span", { class: "small muted" }, ` ${words}`)

/** "−43 %, response". @param {Measure} measure @param {boolean | null} watch @param {boolean} rises @param {string} today */
function wordsOf({ baseline, latest, change_percent, outcome, reliable, relapsed_on }, watch, rises, today) {
  if (baseline === null || latest === null) return t(baseline === null ? "facts.no_baseline" : "facts.baseline_only")
  return [
    change_percent !== null && (rises ? signedPercent(change_percent) : scoreChange(change_percent)),
    outcome ? outcomeText(outcome) : t("scales.not_defined"),
    reliable && !["response", "remission", "deterioration"].includes(outcome ?? "") && t(`facts.reliable.${reliable}`),
    watch && reliable !== "deterioration" && t("scales.watch"),
    relapsed_on && t("scales.relapse", { day: nearDay(relapsed_on, today) }),
  ].filter(Boolean).join(", ")
}

/** Why a course was discontinued. @param {string} reason as the server names it, "patient's choice" */
export const endReasonText = (reason) => t(`end.reason.${reason.replace(/[^a-z]+/g, "_")}`)

/** Whether sessions can still be recorded. @param {{ state: string }} course */
export const isRunning = ({ state }) => !["completed", "discontinued", "deceased"].includes(state)
