/** The answered questionnaires of a course, each with its answers on demand. */

import { h } from "../../dom.js"
import { moment, t } from "../../translate.js"
import { dayText, figure } from "./figures.js"

/**
 * @typedef {number | null | "declined"} Answer null: not asked, or left out
 * @typedef {{
 *   id: string, instrument: string, title: string, version: string, answered_on: string, mode: string,
 *   total: number | null, prorated: boolean, complete: boolean, band: string | null, timepoint: string | null,
 *   answers: Record<string, Answer>, received_at: string, delivered_late: boolean, conflicts: number
 * }} ResponseShown
 * @typedef {{
 *   title: string, items: { key: string, text: string, answers: { value: number, text: string }[] }[],
 *   safety_items: { item: string, threshold: number }[]
 * }} Instrument
 */

/**
 * @param {ResponseShown[]} responses newest first
 * @param {Record<string, Instrument>} instruments with the wording of the items
 * @param {string} zone of the clinic
 */
export function responsesList(responses, instruments, zone) {
  if (!responses.length) return h("p", { class: "muted" }, t("responses.none"))
  return h(
    "ul",
    { class: "responses" },
    responses.map((response) =>
      h(
        "li",
        null,
        h(
          "details",
          null,
          h(
            "summary",
            { class: "num" },
            h("span", null, `${response.title}, ${dayText(response.answered_on)}`),
            h("strong", null, response.total === null ? t("responses.no_total") : figure(response.total)),
            h("span", { class: "small muted" }, remarksOf(response, zone)),
          ),
          answersOf(response.answers, instruments[response.instrument]),
        ),
      )
    ),
  )
}

/** @param {ResponseShown} response @param {string} zone */
function remarksOf({ band, timepoint, mode, prorated, complete, delivered_late, received_at, conflicts }, zone) {
  return [
    band,
    timepoint && timepointText(timepoint),
    t(`responses.mode.${mode.replaceAll(" ", "_")}`),
    prorated && t("responses.prorated"),
    !complete && !prorated && t("responses.incomplete"),
    delivered_late && t("responses.delivered_late", { at: moment(received_at, zone) }),
    conflicts > 0 && t("responses.conflicts", { count: conflicts }),
  ].filter(Boolean).join(" · ")
}

/** "week-2" as "week 2". @param {string} timepoint */
export const timepointText = (timepoint) => timepoint.replaceAll("-", " ")

/**
 * @param {Record<string, Answer>} answers
 * @param {Instrument | undefined} instrument
 */
function answersOf(answers, instrument) {
  const items = instrument?.items ?? Object.keys(answers).map((key) => ({ key, text: "", answers: [] }))
  const isUnsafe = (/** @type {string} */ key) =>
    instrument?.safety_items.some(({ item, threshold }) => item === key && Number(answers[key]) >= threshold)
  return h(
    "ol",
    { class: "item-answers" },
    items.map(({ key, text, answers: choices }) =>
      h(
        "li",
        { class: isUnsafe(key) ? "is-unsafe" : null },
        h("span", { class: "muted num" }, `${key}. `),
        text,
        h("strong", null, answerText(answers[key], choices)),
      )
    ),
  )
}

/** @param {Answer | undefined} answer @param {{ value: number, text: string }[]} choices */
function answerText(answer, choices) {
  if (answer === "declined") return t("responses.declined")
  if (answer === null || answer === undefined) return t("responses.left_out")
  const text = choices.find(({ value }) => value === answer)?.text
  return text ? `${answer}, ${text}` : String(answer)
}
