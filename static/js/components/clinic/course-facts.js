/** The four facts that a course is read by in ten seconds. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { outcomeText } from "./case-table.js"
import { figure, nearDay, scoreChange } from "./figures.js"

/**
 * @typedef {{
 *   primary: string, baseline: number | null, latest: number | null, change_percent: number | null, outcome: string | null,
 *   reliable: null | "improvement" | "deterioration", sessions_done: number, sessions_missed: number,
 *   mood_median_7: number | null, mood_median_first: number | null, days_logged: number, days_possible: number,
 *   last_log_on: string | null
 * }} Facts
 */

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
      facts.sessions_missed ? t("facts.missed", { count: facts.sessions_missed }) : t("facts.none_missed"),
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
      facts.last_log_on ? t("facts.last_log", { day: nearDay(facts.last_log_on, today) }) : t("facts.no_log"),
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

/** Why a course was discontinued. @param {string} reason as the server names it, "patient's choice" */
export const endReasonText = (reason) => t(`end.reason.${reason.replace(/[^a-z]+/g, "_")}`)

/** Whether sessions can still be recorded. @param {{ state: string }} course */
export const isRunning = ({ state }) => !["completed", "discontinued", "deceased"].includes(state)
