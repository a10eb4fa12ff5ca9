import { h } from "../dom.js"
import { t } from "../translate.js"
import { tiles } from "./tiles.js"

/** @typedef {import("../dom.js").Signal<boolean | null>} YesNo */
/** @typedef {import("../dom.js").Signal<Record<string, number>>} Grades */

const GRADES = [0, 1, 2, 3] // none, mild, medium, strong
const FIRST = 2 // effects shown at once, the common ones; the others open on demand

/**
 * The question for side effects: no or yes, then how strong each one is.
 *
 * @param {{
 *   effects: { key: string, label: string }[], any: YesNo, grades: Grades, other: import("../dom.js").Signal<string>,
 * }} what other: the words for the effect with the key "other"
 */
export function sideEffects({ effects, any, grades, other }) {
  const rest = effects.slice(FIRST)
  const restGiven = rest.some(({ key }) => grades.peek()[key] !== undefined)
  const row = (/** @type {{ key: string, label: string }} */ effect) => effectRow({ effect, grades, other })
  return h(
    "div",
    { class: "stack tight" },
    h(
      "fieldset",
      null,
      h("legend", null, t("effects.question")),
      tiles({
        name: "any-side-effects",
        options: [{ value: "no", label: t("answer.no") }, { value: "yes", label: t("answer.yes") }],
        chosen: () => (any.value === null ? null : any.value ? "yes" : "no"),
        choose: (answer) => (any.value = answer === "yes"),
        class: "pair",
      }),
    ),
    h(
      "div",
      { class: "effects", hidden: () => !any.value },
      effects.slice(0, FIRST).map(row),
      rest.length > 0 && h("details", { open: restGiven }, h("summary", null, t("effects.more")), rest.map(row)),
    ),
  )
}

/** @param {{ effect: { key: string, label: string }, grades: Grades, other: import("../dom.js").Signal<string> }} what */
function effectRow({ effect: { key, label }, grades, other }) {
  return h(
    "fieldset",
    { class: "effect" },
    h("legend", null, label),
    tiles({
      name: `effect-${key}`,
      options: GRADES.map((grade) => ({ value: grade, label: t(`grade.${grade}`) })),
      chosen: () => grades.value[key] ?? null,
      choose: (grade) => (grades.value = { ...grades.value, [key]: grade }),
      class: "steps",
    }),
    key === "other" &&
      h("input", {
        type: "text",
        maxlength: 200,
        "aria-label": t("effects.other.words"),
        placeholder: t("effects.other.words"),
        value: other.peek(),
        hidden: () => !grades.value.other,
        oninput: (/** @type {any} */ { target }) => (other.value = target.value),
      }),
  )
}
