/** The answered questionnaires of a course, each with its answers on demand. */

import { h } from "../../dom.js"
import { isAsked } from "../../question-flow.js"
import { moment, t } from "../../translate.js"
import { dayText, figure } from "./figures.js"

/**
 * @typedef {number | null | "declined" | "not-applicable"} Answer null: not asked, or left out
 * @typedef {{
 *   id: string, instrument: string, title: string, version: string, answered_on: string, mode: string,
 *   total: number | null, prorated: boolean, complete: boolean, band: string | null, timepoint: string | null,
 *   answers: Record<string, Answer>, received_at: string, delivered_late: boolean, conflicts: number
 * }} ResponseShown
 * @typedef {{
 *   title: string, items: import("../../question-flow.js").Item[],
 *   safety_items: { item: string, threshold: number }[]
 * }} Instrument
 */

const STATED = "total" // in place of items: the total that a paper or another system states

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
  /** @type {Pick<import("../../question-flow.js").Item, "key" | "text" | "answers" | "asked_if">[]} */
  const items = instrument?.items ?? Object.keys(answers).map((key) => ({ key, text: "", answers: [] }))
  if (STATED in answers && !items.some(({ key }) => key === STATED || key in answers)) {
    return h("p", { class: "muted" }, t("responses.stated"))
  }
  const isUnsafe = (/** @type {string} */ key) =>
    instrument?.safety_items.some(({ item, threshold }) => item === key && Number(answers[key]) >= threshold)
  return h(
    "ol",
    { class: "item-answers" },
    items.map((item) =>
      h(
        "li",
        { class: isUnsafe(item.key) ? "is-unsafe" : null },
        h("span", { class: "muted num" }, `${item.key}. `),
        // Without its owner's words an item has only its number.
        item.text || t("responses.item", { key: item.key }),
        h("strong", null, answerText(answers[item.key], item.answers, isAsked({ items }, item, answers))),
      )
    ),
  )
}

/** @param {Answer | undefined} answer @param {{ value: number, text: string }[]} choices @param {boolean} asked */
function answerText(answer, choices, asked) {
  if (answer === "declined") return t("responses.declined")
  if (answer === "not-applicable") return t("responses.not_applicable")
  if (answer === null || answer === undefined) return t(asked ? "responses.left_out" : "responses.not_asked")
  const text = choices.find(({ value }) => value === answer)?.text
  return text && text !== String(answer) ? `${answer}, ${text}` : String(answer)
}
