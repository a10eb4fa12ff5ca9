/** The way through a questionnaire: drafts, steps, and which answer the clinic must hear of at once. Pure. */

/** @typedef {number | "declined" | "not-applicable" | null} Given null: left open */
/** @typedef {{ value: number, text: string }} Option */
/**
 * `span`: the lowest and highest of a number that is typed in, where there are no answers. `asked_if`: spared by an
 * answer below `from` to that item. The last three may be absent: what a phone kept may be older than they are.
 *
 * @typedef {{
 *   key: string, text: string, stem?: string, answers: Option[], optional: boolean, scored: boolean,
 *   span?: number[] | null, asked_if?: { item: string, from: number } | null, may_not_apply?: boolean,
 * }} Item
 */
/**
 * @typedef {{
 *   key: string, version: string, title: string, language: string, recall: string, instruction?: string, stem: string,
 *   items: Item[], safety_items: { item: string, threshold: number, emergency?: boolean }[], credit: string,
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
export const canResume = (draft, instrument, now) =>
  draft.instrument === instrument.key && !isOver(draft, instrument, now)

/** Whether a draft is of no use any more. @param {Draft} draft @param {Pick<Instrument, "version"> | undefined} instrument undefined: not known here @param {Date} now */
export function isOver(draft, instrument, now) {
  const age = now.getTime() - Date.parse(draft.started_at)
  return age < 0 || age >= KEPT || (instrument !== undefined && draft.version !== instrument.version)
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

/** The draft with an answer that is not settled yet: kept, and nobody is told. @param {Draft} draft @param {string} item @param {Given} given @returns {Draft} */
export const noted = (draft, item, given) => ({ ...draft, answers: { ...draft.answers, [item]: given } })

/**
 * The answers of a draft that the clinic should have heard of and has not, as when a phone went out right after one; and
 * the draft in which they are told.
 *
 * @param {Instrument} instrument
 * @param {Draft} draft
 * @returns {{ draft: Draft, tell: { item: string, value: number }[] }}
 */
export function untold(instrument, draft) {
  /** @type {{ item: string, value: number }[]} */
  const tell = []
  for (const { item } of instrument.safety_items) {
    const next = answer(instrument, draft, item, draft.answers[item] ?? null)
    if (next.tell === null) continue
    tell.push({ item, value: next.tell })
    draft = next.draft
  }
  return { draft, tell }
}

/** Whether an answer means danger now. @param {Instrument} instrument @param {string} item @param {Given | undefined} given */
export const isEmergency = (instrument, item, given) =>
  needsHelp(instrument, item, given) &&
  instrument.safety_items.some((safety) => safety.item === item && safety.emergency)

/** Whether an answer is one that help should be shown for. @param {Instrument} instrument @param {string} item @param {Given | undefined} given */
export function needsHelp(instrument, item, given) {
  const rule = instrument.safety_items.find((safety) => safety.item === item)
  return rule !== undefined && typeof given === "number" && given >= rule.threshold
}

/**
 * Whether the answers so far lead to an item. One that was left open or declined spares nobody the questions behind it.
 *
 * @param {{ items: Pick<Item, "key" | "asked_if">[] }} instrument
 * @param {Pick<Item, "asked_if">} item
 * @param {Record<string, unknown>} answers
 * @returns {boolean}
 */
export function isAsked(instrument, item, answers) {
  const { asked_if } = item
  if (!asked_if) return true
  const given = answers[asked_if.item]
  if (typeof given === "number" && given < asked_if.from) return false
  const before = instrument.items.find(({ key }) => key === asked_if.item)
  return before === undefined || isAsked(instrument, before, answers)
}

/** The items that the answers so far lead to, in order. @param {Instrument} instrument @param {Draft} draft @returns {Item[]} */
export const askedItems = (instrument, draft) =>
  instrument.items.filter((item) => isAsked(instrument, item, draft.answers))

/** The step to take up a draft at: the first item not yet seen, or the number of items for the review. @param {Instrument} instrument @param {Draft} draft */
export function nextStep(instrument, draft) {
  const open = instrument.items.findIndex((item) =>
    !(item.key in draft.answers) && isAsked(instrument, item, draft.answers)
  )
  return open === -1 ? instrument.items.length : open
}

/** The step after one, past the items that are spared; the number of items for the review. @param {Instrument} instrument @param {Draft} draft @param {number} step */
export function stepAfter(instrument, draft, step) {
  const found = instrument.items.findIndex((item, n) => n > step && isAsked(instrument, item, draft.answers))
  return found === -1 ? instrument.items.length : found
}

/** The step before one, past the items that are spared; -1 before the first. @param {Instrument} instrument @param {Draft} draft @param {number} step */
export function stepBefore(instrument, draft, step) {
  return instrument.items.findLastIndex((item, n) => n < step && isAsked(instrument, item, draft.answers))
}

/** Items that must be answered or declined before sending. @param {Instrument} instrument @param {Draft} draft @returns {Item[]} */
export function missingItems(instrument, draft) {
  return askedItems(instrument, draft).filter((item) => !item.optional && (draft.answers[item.key] ?? null) === null)
}

/** What was typed as the answer to an item with a span; null for what is no whole number in it. @param {Item} item @param {string} typed @returns {number | null} */
export function numberOf({ span }, typed) {
  const value = Number(typed)
  return span && typed.trim() !== "" && Number.isInteger(value) && value >= span[0] && value <= span[1] ? value : null
}

/**
 * What is sent at the end. Items that were left open are named too, as null; so are those that a changed answer spares,
 * since the form must not say two things. A safety answer among them was told when it was given, and stays told.
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
    language: instrument.language,
    answers: Object.fromEntries(
      instrument.items.map((item) => [
        item.key,
        isAsked(instrument, item, draft.answers) ? draft.answers[item.key] ?? null : null,
      ]),
    ),
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
