/** The way through a questionnaire: drafts, steps, and which answer the clinic must hear of at once. Pure. */

/** @typedef {number | "declined" | null} Given null: left open */
/** @typedef {{ value: number, text: string }} Option */
/** @typedef {{ key: string, text: string, answers: Option[], optional: boolean, scored: boolean }} Item */
/**
 * @typedef {{
 *   key: string, version: string, title: string, language: string, recall: string, stem: string, items: Item[],
 *   safety_items: { item: string, threshold: number }[], credit: string,
 * }} Instrument
 */
/**
 * A questionnaire under way. `told`: the highest value of each safety item that was queued for the clinic.
 *
 * @typedef {{
 *   instrument: string, version: string, response: string, started_at: string, answered_on: string, zone: string,
 *   answers: Record<string, Given>, told: Record<string, number>,
 * }} Draft
 */

const KEPT = 24 * 3600_000 // milliseconds: older answers would mix two recall periods

/**
 * @param {Instrument} instrument
 * @param {{ id: string, now: Date, today: string, zone: string }} when
 * @returns {Draft}
 */
export function begin(instrument, { id, now, today, zone }) {
  return {
    instrument: instrument.key,
    version: instrument.version,
    response: id,
    started_at: now.toISOString(),
    answered_on: today,
    zone,
    answers: {},
    told: {},
  }
}

/** Whether a draft can be taken up again: the same form, and begun less than a day ago. @param {Draft} draft @param {Instrument} instrument @param {Date} now */
export function canResume(draft, instrument, now) {
  const age = now.getTime() - Date.parse(draft.started_at)
  return draft.instrument === instrument.key && draft.version === instrument.version && age >= 0 && age < KEPT
}

/**
 * The draft with one more answer, and the value to tell the clinic now, or null.
 *
 * A safety item is told when it reaches its threshold, and again only if a corrected answer is worse: going back to a
 * lower one takes nothing back.
 *
 * @param {Instrument} instrument
 * @param {Draft} draft
 * @param {string} item
 * @param {Given} given
 * @returns {{ draft: Draft, tell: number | null }}
 */
export function answer(instrument, draft, item, given) {
  const answers = { ...draft.answers, [item]: given }
  const isWorse = typeof given === "number" && needsHelp(instrument, item, given) && given > (draft.told[item] ?? -1)
  const told = isWorse ? { ...draft.told, [item]: given } : draft.told
  return { draft: { ...draft, answers, told }, tell: isWorse ? given : null }
}

/** Whether an answer is one that help should be shown for. @param {Instrument} instrument @param {string} item @param {Given | undefined} given */
export function needsHelp(instrument, item, given) {
  const rule = instrument.safety_items.find((safety) => safety.item === item)
  return rule !== undefined && typeof given === "number" && given >= rule.threshold
}

/** The step to take up a draft at: the first item not yet seen, or the number of items for the review. @param {Instrument} instrument @param {Draft} draft */
export function nextStep(instrument, draft) {
  const open = instrument.items.findIndex((item) => !(item.key in draft.answers))
  return open === -1 ? instrument.items.length : open
}

/** Items that must be answered or declined before sending. @param {Instrument} instrument @param {Draft} draft @returns {Item[]} */
export function missingItems(instrument, draft) {
  return instrument.items.filter((item) => !item.optional && (draft.answers[item.key] ?? null) === null)
}

/**
 * What is sent at the end. Items that were left open are named too, as null.
 *
 * @param {Instrument} instrument
 * @param {Draft} draft
 * @param {Date} now
 */
export function responseOf(instrument, draft, now) {
  return {
    instrument: draft.instrument,
    version: draft.version,
    started_at: draft.started_at,
    finished_at: now.toISOString(),
    answered_on: draft.answered_on,
    zone: draft.zone,
    mode: "phone",
    answers: Object.fromEntries(instrument.items.map(({ key }) => [key, draft.answers[key] ?? null])),
  }
}

/**
 * What is queued at the moment of a safety answer.
 *
 * @param {Draft} draft
 * @param {string} item
 * @param {number} value
 * @param {{ now: Date, today: string, zone: string }} when
 */
export function safetyAnswerOf(draft, item, value, { now, today, zone }) {
  return {
    instrument: draft.instrument,
    version: draft.version,
    response: draft.response,
    item,
    value,
    felt_at: now.toISOString(),
    answered_on: today,
    zone,
  }
}
