import { h } from "../dom.js"
import { askedItems, numberOf } from "../question-flow.js"
import { languageName, shownLanguage, t } from "../translate.js"
import { tiles } from "./tiles.js"

/** @typedef {import("../question-flow.js").Given} Given */

const MANY = 7 // answers: beyond that they are the numbers of a scale, and stand side by side

/** What to say to somebody who goes on without an answer. @param {import("../question-flow.js").Item} item */
export const missingWords = ({ span }) =>
  span ? t("question.missing_number", { low: span[0], high: span[1] }) : t("question.missing")

/**
 * How far one has come; items that do not score are not counted.
 *
 * @param {import("../question-flow.js").Instrument} instrument
 * @param {import("../question-flow.js").Draft} draft
 * @param {import("../question-flow.js").Item} item
 */
export function progressLine(instrument, draft, item) {
  const scored = askedItems(instrument, draft).filter((each) => each.scored)
  return h(
    "p",
    { class: "small muted num" },
    item.scored ? t("question.progress", { step: scored.indexOf(item) + 1, of: scored.length }) : t("question.extra"),
  )
}

/**
 * One item of a questionnaire, with the time frame and the question it belongs to above it.
 *
 * @param {{
 *   instrument: import("../question-flow.js").Instrument, item: import("../question-flow.js").Item, first: boolean,
 *   given: () => Given, choose: (given: Given, isSettled: boolean) => void,
 * }} what first: the instruction of the questionnaire belongs above it; isSettled: see tiles
 */
export function question({ instrument, item, first, given, choose }) {
  const { recall, stem, instruction, language } = instrument
  const own = item.stem ?? stem
  // The time that is asked about stands on every question, but not twice.
  const isNamed = `${own} ${item.text}`.toLowerCase().includes(recall.toLowerCase())
  const frame = isNamed ? own : [recall, own].filter(Boolean).join(" ")
  const options = [
    ...item.answers.map(({ value, text }) => ({
      value: /** @type {Exclude<Given, null>} */ (value),
      label: text,
      class: text === String(value) ? "is-number" : undefined,
    })),
    item.may_not_apply
      ? { value: /** @type {const} */ ("not-applicable"), label: ours("question.not_applicable"), class: "decline" }
      : null,
    { value: /** @type {const} */ ("declined"), label: ours("question.decline"), class: "decline" },
  ].filter((each) => each !== null)
  const isOther = language.split("-")[0] !== shownLanguage()
  return h(
    "fieldset",
    { class: "question", lang: language },
    h(
      "legend",
      null,
      first && instruction && h("span", { class: "stem" }, instruction),
      item.scored && frame && h("span", { class: "stem" }, frame),
      h("h1", null, item.text),
    ),
    first && isOther &&
      h(
        "p",
        { class: "small muted", lang: shownLanguage() },
        t("question.language", { language: languageName(language) }),
      ),
    item.span && typed(item, given, choose),
    tiles({
      name: "answer",
      options,
      chosen: given,
      choose,
      class: item.answers.length > MANY ? "answers is-scale" : "answers",
    }),
  )
}

/**
 * A number that is typed in.
 *
 * @param {import("../question-flow.js").Item} item
 * @param {() => Given} given
 * @param {(given: Given, isSettled: boolean) => void} choose
 */
function typed(item, given, choose) {
  const [low, high] = item.span ?? [0, 0], now = given()
  return h(
    "label",
    { class: "typed" },
    h("span", { class: "small muted" }, t("question.number", { low, high })),
    h("input", {
      type: "number",
      inputmode: "numeric",
      min: low,
      max: high,
      step: 1,
      value: typeof now === "number" ? now : "",
      oninput: (/** @type {Event} */ event) =>
        choose(numberOf(item, /** @type {HTMLInputElement} */ (event.currentTarget).value), false),
    }),
  )
}

/** Words of the application among those of the questionnaire. @param {string} key */
const ours = (key) => h("bdi", { lang: shownLanguage() }, t(key))
