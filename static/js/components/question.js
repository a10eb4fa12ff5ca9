import { h } from "../dom.js"
import { t } from "../translate.js"
import { tiles } from "./tiles.js"

/**
 * One item of a questionnaire, with the time frame and the question it belongs to above it.
 *
 * @param {{
 *   instrument: import("../question-flow.js").Instrument, item: import("../question-flow.js").Item,
 *   given: () => import("../question-flow.js").Given, choose: (given: import("../question-flow.js").Given) => void,
 * }} what
 */
export function question({ instrument, item, given, choose }) {
  const { recall, stem } = instrument
  const frame = stem.toLowerCase().includes(recall.toLowerCase()) ? stem : `${recall} ${stem}`
  return h(
    "fieldset",
    { class: "question" },
    h("legend", null, item.scored && h("span", { class: "stem" }, frame), h("h1", null, item.text)),
    tiles({
      name: "answer",
      options: [
        ...item.answers.map(({ value, text }) => ({ value: /** @type {number | "declined"} */ (value), label: text })),
        { value: /** @type {const} */ ("declined"), label: t("question.decline"), class: "decline" },
      ],
      chosen: given,
      choose,
      class: "answers",
    }),
  )
}
