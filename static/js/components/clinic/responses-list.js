/** The answered questionnaires of a course, each with its answers on demand. */

import { h } from "../../dom.js"
import { isAsked } from "../../question-flow.js"
import { languageName, moment, shownLanguage, t } from "../../translate.js"
import { dayText, figure } from "./figures.js"
import { term } from "./terms.js"

/**
 * @typedef {number | null | "declined" | "not-applicable"} Answer null: not asked, or left out
 * @typedef {{
 *   id: string, rev: number, instrument: string, title: string, version: string, answered_on: string, mode: string,
 *   language: string | null,
 *   total: number | null, prorated: boolean, complete: boolean, band: string | null, timepoint: string | null,
 *   answers: Record<string, Answer>, received_at: string, delivered_late: boolean, conflicts: number, stated: boolean,
 *   recall_overlaps: boolean, entered_by: string | null, note: string | null,
 *   scales: { key: string, title: string, total: number | null, prorated: boolean, band: string | null }[],
 * }} ResponseShown
 * @typedef {{
 *   title: string, items: import("../../question-flow.js").Item[],
 *   safety_items: { item: string, threshold: number }[]
 * }} Instrument
 */

const STATED = "total" // in place of items: the total that a paper or another system states

/**
 * @param {ResponseShown[]} responses newest first
 * @param {Record<string, Instrument>} instruments with the wording of the items, by key, or by "key/version"
 * @param {string} zone of the clinic
 * @param {(response: ResponseShown) => import("../../dom.js").Child} [deeds] what can be done about one, below it
 */
export function responsesList(responses, instruments, zone, deeds) {
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
          response.note && h("p", { class: "small" }, response.note),
          scalesOf(response),
          answersOf(
            response.answers,
            instruments[`${response.instrument}/${response.version}`] ?? instruments[response.instrument],
          ),
          deeds?.(response),
        ),
      )
    ),
  )
}

/** @param {ResponseShown} response @param {string} zone */
function remarksOf(response, zone) {
  const { band, timepoint, mode, prorated, complete, delivered_late, received_at, conflicts } = response
  return [
    band && term(band),
    timepoint && timepointText(timepoint),
    response.recall_overlaps && t("responses.recall_overlaps"),
    t(`responses.mode.${mode.replaceAll(" ", "_")}`),
    response.language && response.language.split("-")[0] !== shownLanguage() && languageName(response.language),
    response.entered_by && t("responses.entered_by", { name: response.entered_by }),
    response.stated && t("responses.total_only"),
    prorated && t("responses.prorated"),
    !complete && !prorated && t("responses.incomplete"),
    delivered_late && t("responses.delivered_late", { at: moment(received_at, zone) }),
    conflicts > 0 && t("responses.conflicts", { count: conflicts }),
  ].filter(Boolean).join(" · ")
}

/** @param {ResponseShown} response */
const scalesOf = ({ scales }) =>
  scales?.length > 0 && h(
    "dl",
    { class: "pairs small" },
    scales.map(({ title, total, prorated, band }) => [
      h("dt", null, title),
      h(
        "dd",
        { class: "num" },
        [figure(total), band && term(band), prorated && t("responses.prorated")].filter(Boolean).join(" · "),
      ),
    ]),
  )

/** When a questionnaire is due, "week-2" as "week 2". @param {string} timepoint as a schedule names it */
export function timepointText(timepoint) {
  const [, name, number = ""] = timepoint.match(/^(.+?)(?:-(\d+))?$/) ?? [], key = `timepoint.${name}`
  const said = t(key, { number })
  return said === key ? timepoint.replaceAll("-", " ") : said // a follow-up that a clinic named itself
}

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
