import { h, later } from "../dom.js"
import { addSentences, t } from "../translate.js"
import { tiles } from "./tiles.js"

/** @typedef {import("../dom.js").Signal<boolean | null>} YesNo */
/** @typedef {import("../dom.js").Signal<Record<string, number>>} Grades */
/** @typedef {{ timing?: string | null, hindrance?: string | null, worst_ever?: boolean | null }} Further */
/** @typedef {import("../dom.js").Signal<Record<string, Further>>} More what is said of an effect beyond its grade */
/** @typedef {{ key: string, label: string, offered?: boolean }} Offer */
/** @typedef {{ effect: string, grade: number, worst_ever: boolean | null }} Urgent */
/**
 * What happens when something is marked that cannot wait for Save. `before`: what the entry said already;
 * `commit`: reports at once what was chosen and not yet settled; `card`: values of the card, see emergency-card.js.
 *
 * @typedef {{
 *   report: (what: Urgent) => Promise<unknown>, before: import("../log-view.js").Effect[], commit: () => void,
 *   card: { help: import("../session.js").HelpCard | null, isTold?: () => boolean, atClinic?: boolean },
 * }} Emergency
 */

// Most days end with "No": the rows, their words and the card come with "Yes".
const rows = later(async () => {
  const [module] = await Promise.all([import("./effect-rows.js"), addSentences("day")])
  return module.effectRows
})

/**
 * The question for side effects: no or yes, then how strong each one is.
 *
 * @param {{
 *   effects: Offer[], any: YesNo, grades: Grades, more: More, other: import("../dom.js").Signal<string>, all: boolean,
 *   emergency: Emergency,
 * }} what other: the words for the effect with the key "other"; all: open the whole list at once
 */
export function sideEffects(what) {
  const { any } = what
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
      {
        class: "effects",
        hidden() {
          if (any.value) rows.ask()
          return !any.value
        },
      },
      () =>
        rows.isLost ? h("p", { class: "problem", role: "alert" }, t("problem.unreachable.text")) : rows.value?.(what),
    ),
  )
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
