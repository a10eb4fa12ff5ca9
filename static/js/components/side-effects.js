import { computed, h } from "../dom.js"
import { t } from "../translate.js"
import { tiles } from "./tiles.js"

/** @typedef {import("../dom.js").Signal<boolean | null>} YesNo */
/** @typedef {import("../dom.js").Signal<Record<string, number>>} Grades */
/** @typedef {{ timing?: string | null, hindrance?: string | null, worst_ever?: boolean | null }} Further */
/** @typedef {import("../dom.js").Signal<Record<string, Further>>} More what is said of an effect beyond its grade */
/** @typedef {{ key: string, label: string, offered?: boolean }} Offer */

const GRADES = [0, 1, 2, 3] // none, mild, medium, strong
const MEDIUM = 2
const FIRST = 2 // effects shown at once, the common ones; the others open on demand
/** What may be said further, each as a row that can be skipped: its answers, and the grade from which it is asked. */
const ROWS = /** @type {const} */ ([
  { part: "timing", answers: ["during", "within-hour", "later"], from: 1 },
  { part: "hindrance", answers: ["no", "a-bit", "yes"], from: MEDIUM },
])

/**
 * The question for side effects: no or yes, then how strong each one is.
 *
 * @param {{
 *   effects: Offer[], any: YesNo, grades: Grades, more: More, other: import("../dom.js").Signal<string>, all: boolean,
 * }} what other: the words for the effect with the key "other"; all: open the whole list at once
 */
export function sideEffects({ effects, any, grades, more, other, all }) {
  const rest = effects.slice(FIRST)
  const restGiven = rest.some(({ key }) => grades.peek()[key] !== undefined)
  const row = (/** @type {Offer} */ effect) => effectRow({ effect, grades, more, other })
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
      rest.length > 0 && h("details", { open: restGiven || all }, h("summary", null, t("effects.more")), rest.map(row)),
    ),
  )
}

/** @param {{ effect: Offer, grades: Grades, more: More, other: import("../dom.js").Signal<string> }} what */
function effectRow({ effect: { key, label }, grades, more, other }) {
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
    furtherRows(key, grades, more),
  )
}

/** What may be said further of an effect that was felt. Nothing of it is ever missing. @param {string} key @param {Grades} grades @param {More} more */
function furtherRows(key, grades, more) {
  const say = (/** @type {Further} */ said) => (more.value = { ...more.value, [key]: { ...more.value[key], ...said } })
  const least = (/** @type {number} */ grade) => computed(() => (grades.value[key] ?? 0) >= grade)
  const isMedium = least(MEDIUM)
  return [
    ROWS.map(({ part, answers, from }) => {
      const asked = least(from)
      return () =>
        asked.value &&
        h(
          "fieldset",
          { class: "further" },
          h("legend", null, t(`effects.${part}`)),
          tiles({
            name: `${part}-${key}`,
            options: answers.map((answer) => ({ value: answer, label: t(`effects.${part}.${answer}`) })),
            chosen: () => more.value[key]?.[part] ?? null,
            choose: (answer) => say({ [part]: answer }),
            class: "steps",
          }),
        )
    }),
    key === "headache" && (() =>
      isMedium.value &&
      h(
        "label",
        { class: "further tick" },
        h("input", {
          type: "checkbox",
          checked: () => more.value[key]?.worst_ever === true,
          onchange: (/** @type {any} */ { target }) => say({ worst_ever: target.checked || null }),
        }),
        h("span", null, t("effects.worst")),
      )),
  ]
}

/**
 * The effects that a form asks: those that are offered, and those that the entry being changed already has.
 *
 * @template {Offer} E
 * @param {E[]} effects
 * @param {Record<string, number>} given
 * @returns {E[]}
 */
export const askedOf = (effects, given) => effects.filter(({ key, offered }) => offered !== false || key in given)
