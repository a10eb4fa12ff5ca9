import "../further-style.js"
import { computed, h, onCleanup, signal } from "../dom.js"
import { isUrgent } from "../felt.js"
import { settling } from "../settling.js"
import { t } from "../translate.js"
import { named } from "./effect-names.js"
import { emergencyCard } from "./emergency-card.js"
import { inSight } from "./in-sight.js"
import { tiles } from "./tiles.js"

/** @typedef {import("./side-effects.js").Grades} Grades */
/** @typedef {import("./side-effects.js").More} More */
/** @typedef {import("./side-effects.js").Offer} Offer */
/** @typedef {import("./side-effects.js").Further} Further */
/** @typedef {import("./side-effects.js").Emergency} Emergency */

const GRADES = [0, 1, 2, 3] // none, mild, medium, strong
const MEDIUM = 2
const FIRST = 2 // effects shown at once, the common ones; the others open on demand
/** What may be said further, each as a row that can be skipped: its answers, and the grade from which it is asked. */
const ROWS = /** @type {const} */ ([
  { part: "timing", answers: ["during", "within-hour", "later"], from: 1 },
  { part: "hindrance", answers: ["no", "a-bit", "yes"], from: MEDIUM },
])

/**
 * How strong each side effect is. What cannot wait shows the emergency card at once, and is reported before Save.
 *
 * @param {{
 *   effects: Offer[], grades: Grades, more: More, other: import("../dom.js").Signal<string>, all: boolean,
 *   emergency: Emergency,
 * }} what other: the words for the effect with the key "other"; all: open the whole list at once
 */
export function effectRows({ effects: offered, grades, more, other, all, emergency }) {
  const { card } = emergency
  const effects = offered.map(named)
  const rest = effects.slice(FIRST)
  const restGiven = rest.some(({ key }) => grades.peek()[key] !== undefined)
  const { commit, now, soon } = settling()
  emergency.commit = commit
  onCleanup(commit)
  // What an entry says already was told with it.
  const told = new Map(emergency.before.filter(isUrgent).map(({ effect }) => [effect, Infinity]))

  const isReported = signal(told.size > 0)
  const isTold = () => isReported.value && Boolean(card.isTold?.())

  const marked = (/** @type {string} */ key, /** @type {Record<string, number>} */ given) => ({
    effect: key,
    grade: given[key] ?? 0,
    worst_ever: more.value[key]?.worst_ever ?? null,
  })
  /** A second mark of the same symptom says nothing new, unless it is worse. @param {string} key */
  const tell = (key) => {
    const found = marked(key, grades.peek())
    const rank = found.grade * 2 + (found.worst_ever ? 1 : 0)
    if (!isUrgent(found) || rank <= (told.get(key) ?? 0)) return
    told.set(key, rank)
    isReported.value = false
    emergency.report(found).then(() => (isReported.value = true), (fault) => console.error(fault))
  }
  const changed = (/** @type {string} */ key, /** @type {boolean} */ isSettled) =>
    isSettled ? now(() => tell(key)) : soon(() => tell(key))

  const urgent = computed(() =>
    effects.map(({ key }) => key).filter((key) => isUrgent(marked(key, grades.value))).join(" ")
  )
  const row = (/** @type {Offer} */ effect) => effectRow({ effect, grades, more, other, changed })
  return [
    effects.slice(0, FIRST).map(row),
    rest.length > 0 && h("details", { open: restGiven || all }, h("summary", null, t("effects.more")), rest.map(row)),
    h(
      "div",
      { role: "alert" },
      () =>
        urgent.value &&
        inSight(emergencyCard({ ...card, marked: urgent.value.split(" "), isTold: card.isTold && isTold }), "nearest"),
    ),
  ]
}

/**
 * @param {{
 *   effect: Offer, grades: Grades, more: More, other: import("../dom.js").Signal<string>,
 *   changed: (key: string, isSettled: boolean) => void,
 * }} what
 */
function effectRow({ effect: { key, label }, grades, more, other, changed }) {
  return h(
    "fieldset",
    { class: "effect" },
    h("legend", null, label),
    tiles({
      name: `effect-${key}`,
      options: GRADES.map((grade) => ({ value: grade, label: t(`grade.${grade}`) })),
      chosen: () => grades.value[key] ?? null,
      choose: (grade, isSettled) => {
        grades.value = { ...grades.value, [key]: grade }
        changed(key, isSettled)
      },
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
    furtherRows(key, grades, more, () => changed(key, true)),
  )
}

/** What may be said further of an effect that was felt. Nothing of it is ever missing. @param {string} key @param {Grades} grades @param {More} more @param {() => void} changed */
function furtherRows(key, grades, more, changed) {
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
          onchange: (/** @type {any} */ { target }) => {
            say({ worst_ever: target.checked || null })
            changed()
          },
        }),
        h("span", null, t("effects.worst")),
      )),
  ]
}
