/** What an entry says, what in it cannot wait, and which advice belongs to it. Pure. */

/** @typedef {import("./log-view.js").Entry} Entry */

// Worth a call to the emergency number at once, whatever the grade: no advice may stand in its place.
const EMERGENCIES = ["seizure", "syncope", "hearing"]

/** Whether a symptom cannot wait for the rest of the form. @param {{ effect: string, grade: number, worst_ever?: boolean | null }} marked */
export const isUrgent = ({ effect, grade, worst_ever }) =>
  grade > 0 && (EMERGENCIES.includes(effect) || (effect === "headache" && worst_ever === true))

/** What an entry says, as it is sent: without what the clinic or this phone noted beside it. @param {Entry & { zone?: string }} entry */
export const contentOf = ({
  felt_at,
  felt_on,
  zone = "UTC",
  mood,
  energy,
  anxiety,
  sleep_hours,
  sleep_quality = null,
  note,
  any_side_effects,
  side_effects,
}) => ({
  felt_at,
  felt_on,
  zone,
  mood,
  energy,
  anxiety,
  sleep_hours,
  sleep_quality,
  note,
  any_side_effects,
  side_effects,
})

/** @typedef {{ effect: string | null, grade: number, usual: string, help: string, call: string }} Advice */

/**
 * The advice about a side effect: of the texts about it, else of those about all others, the one of the highest grade that
 * it reaches. Null for one that was not felt, or where nothing is known.
 *
 * @param {Advice[]} texts
 * @param {{ effect: string, grade: number }} felt
 * @returns {Advice | null}
 */
export function adviceFor(texts, { effect, grade }) {
  const reached = texts.filter((text) => text.grade <= grade).sort((a, b) => b.grade - a.grade)
  return reached.find((text) => text.effect === effect) ?? reached.find((text) => text.effect === null) ?? null
}
