/** One filled-in safety screen: what was answered other than no stands first, the rest is folded away. */

import { h } from "../../dom.js"
import { inReadersWords } from "../../said.js"
import { t } from "../../translate.js"

/**
 * @typedef {{ key: string, question: string, asks: string | null, hard_stop: boolean }} Question
 * @typedef {{
 *   id: string, number: number, form: string, answers: Record<string, { answer: string, detail: string }>, clearance: string,
 *   stops: string[], current: boolean, filled_in_by: string, filled_in_at: string, cleared_by: string | null,
 *   cleared_at: string | null, clear_reason: string | null
 * }} Screen
 */

/** @param {Screen} screen @param {Question[]} questions of its form */
export function screenAnswers({ answers, stops }, questions) {
  const line = (/** @type {Question} */ { key, question }) => {
    const { answer, detail } = answers[key]
    return h(
      "li",
      null,
      h("span", { class: "muted" }, inReadersWords(question)),
      " ",
      h("strong", null, t(`safety.answer.${answer}`)),
      detail && `: ${detail}`,
      stops.includes(key) && h("span", { class: "chip is-red" }, t("safety.hard_stop")),
    )
  }
  const positive = questions.filter(({ key }) => answers[key].answer !== "no")
  const negative = questions.filter(({ key }) => answers[key].answer === "no")
  return [
    positive.length > 0 && h("ul", { class: "lines" }, positive.map(line)),
    negative.length > 0 && h(
      "details",
      null,
      h("summary", { class: "small" }, t("safety.answered_no", { count: negative.length })),
      h("ul", { class: "lines small" }, negative.map(line)),
    ),
  ]
}
