import { computed, h, later, signal, unseen } from "../dom.js"
import { asksOf } from "../log-view.js"
import { isFull } from "../phone-store.js"
import { addSentences, t } from "../translate.js"
import { moodScale } from "./mood-scale.js"
import { askedOf, sideEffects } from "./side-effects.js"

/** @typedef {import("../log-view.js").Entry} Entry */
/** @typedef {import("../log-view.js").Effect} Effect */
/**
 * @typedef {{
 *   energy: number | null, anxiety: number | null, sleep_hours: number | null,
 *   sleep_quality: import("../log-view.js").Night | null,
 * }} Measures
 * @typedef {Measures & {
 *   mood: { scale: "eleven" | "faces", raw: number }, note: string | null, any_side_effects: boolean,
 *   side_effects: Effect[],
 * }} Given
 */

// Only where the clinic asks for more than mood.
const measures = later(async () => {
  const [module] = await Promise.all([import("./measures.js"), addSentences("day")])
  return module.measures
})

/**
 * The daily form. Save is always there and says what is missing: a button that is greyed out tells nothing.
 *
 * @param {{
 *   scale: "eleven" | "faces", effects: import("./side-effects.js").Offer[], asks?: import("../log-view.js").Asks,
 *   entry: Entry | null, all?: boolean, save: (given: Given) => Promise<void>, touched?: () => void,
 *   report?: import("./side-effects.js").Emergency["report"], card?: import("./side-effects.js").Emergency["card"],
 * }} what entry: what was saved before, to be changed; all: ask for every side effect at once; touched: called at every
 *   choice; report: told of a symptom that cannot wait for Save; card: values of the emergency card; asks: see log-view.js
 */
export function checkInForm(
  { scale, effects: offers, entry, save, touched, all = false, asks = asksOf(null), report = nobody, card = NO_CARD },
) {
  const sameScale = entry?.mood?.scale === scale // an entry on the other scale is asked anew, never converted
  const mood = signal(sameScale ? /** @type {number | null} */ (entry?.mood?.raw ?? null) : null)
  const any = signal(entry?.any_side_effects ?? null)
  const grades = signal(Object.fromEntries((entry?.side_effects ?? []).map(({ effect, grade }) => [effect, grade])))
  const effects = askedOf(offers, grades.peek())
  const more = signal(Object.fromEntries((entry?.side_effects ?? []).map((each) => [each.effect, furtherOf(each)])))
  const other = signal(entry?.side_effects.find(({ effect }) => effect === "other")?.text ?? "")
  // What this form does not ask stays as it was: an edit must not wipe it.
  const said = signal(measuresOf(entry ?? undefined))
  const note = signal(entry?.note ?? "")
  const tried = signal(false)
  const fault = signal("")
  const emergency = { report, card, before: entry?.side_effects ?? [], commit: () => {} }

  /** @returns {[missing: string, field: string] | null} what to say and the name of the radios to go to */
  const missing = () => {
    if (mood.value === null) return [t("form.missing.mood"), "mood"]
    if (any.value === null) return [t("form.missing.effects"), "any-side-effects"]
    const none = any.value && !Object.values(grades.value).some((grade) => grade > 0)
    return none ? [t("form.missing.grades"), `effect-${effects[0].key}`] : null
  }

  /** @returns {Given} */
  const given = () => ({
    mood: { scale, raw: /** @type {number} */ (mood.value) },
    ...said.value,
    note: note.value.trim() || null,
    any_side_effects: Boolean(any.value),
    side_effects: !any.value ? [] : effects.filter(({ key }) => grades.value[key] !== undefined).map(({ key }) => ({
      effect: key,
      grade: grades.value[key],
      text: key === "other" && grades.value.other > 0 ? other.value.trim() || null : null,
      ...furtherOf(grades.value[key] > 0 ? more.value[key] : undefined),
    })),
  })

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    emergency.commit()
    tried.value = true
    fault.value = ""
    const gap = unseen(missing)
    if (gap) {
      const first = /** @type {HTMLElement | null} */ (form.querySelector(`input[name="${gap[1]}"]`))
      first?.focus()
      return
    }
    try {
      await save(given())
    } catch (problem) {
      console.error(problem)
      fault.value = t(isFull(problem) ? "form.full" : "form.unsaved")
    }
  }

  const complaint = computed(() => fault.value || (tried.value ? missing()?.[0] : ""))
  const asksMore = asks.energy || asks.anxiety || asks.sleep
  if (asksMore) measures.ask()
  return h(
    "form",
    { class: "stack roomy", novalidate: true, onsubmit: submit, onclick: touched, oninput: touched },
    moodScale({ scale, mood }),
    sideEffects({ effects, any, grades, more, other, all, emergency }),
    () => asksMore && measures.value?.({ asks, said }),
    h(
      "details",
      { open: note.peek() !== "" },
      h("summary", null, t("form.note.add")),
      h(
        "div",
        { class: "field" },
        h("label", { for: "note", class: "unseen" }, t("form.note")),
        h("textarea", {
          id: "note",
          rows: 3,
          maxlength: 500,
          "aria-describedby": "note-hint",
          value: note.peek(),
          oninput: (/** @type {any} */ { target }) => (note.value = target.value),
        }),
        h("p", { class: "small muted", id: "note-hint" }, t("form.note.hint")),
      ),
    ),
    h("div", { role: "alert" }, () => complaint.value && h("p", { class: "problem" }, complaint.value)),
    h("button", { class: "button main", type: "submit" }, t("form.save")),
    h("p", { class: "muted small" }, t("form.read")),
  )
}

const nobody = () => Promise.resolve()
const NO_CARD = { help: null }

/** What is said beside mood and effects; null: not asked, or skipped. @param {Partial<Measures>} [said] @returns {Measures} */
const measuresOf = ({ energy = null, anxiety = null, sleep_hours = null, sleep_quality = null } = {}) => ({
  energy,
  anxiety,
  sleep_hours,
  sleep_quality,
})

/** What is said of an effect beyond its grade; null: not asked, or skipped. @param {import("./side-effects.js").Further} [said] */
const furtherOf = ({ timing = null, hindrance = null, worst_ever = null } = {}) => ({ timing, hindrance, worst_ever })
