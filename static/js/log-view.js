/** The patient's log as this phone knows it: what the clinic holds, overlaid by what was saved here. Pure. */
import { dayOf } from "./calendar.js"

/** @typedef {import("./phone-store.js").Row} Row */
/** @typedef {{ scale: "eleven" | "faces", raw: number }} Mood */
/**
 * @typedef {{
 *   effect: string, grade: number, text: string | null,
 *   timing?: string | null, hindrance?: string | null, worst_ever?: boolean | null,
 * }} Effect what lies beyond the text is not in what older versions saved
 */
/** @typedef {"good" | "ok" | "bad"} Night how it was */
/**
 * One day as it is shown. `waiting`: the clinic has not confirmed this state of it yet.
 *
 * @typedef {{
 *   id: string, rev: number | null, felt_at: string, felt_on: string, recorded_at: string, mood: Mood | null,
 *   energy: number | null, anxiety: number | null, sleep_hours: number | null,
 *   sleep_quality?: Night | null,
 *   note: string | null, any_side_effects: boolean | null, side_effects: Effect[], filled_late: boolean, waiting: boolean,
 * }} Entry
 */

/**
 * One entry for each day, newest day first; of several for one day the last saved counts.
 *
 * @param {any[]} log check-ins of the clinic's answer
 * @param {Row[]} rows
 * @param {Set<string>} queued ids with a job
 * @returns {Entry[]}
 */
export function entriesOf(log, rows, queued) {
  const byId = new Map(log.map((entry) => [entry.id, { ...entry, waiting: false }]))
  for (const { id, kind, content, rev, recorded_at, deleted } of rows) {
    if (kind !== "check-in") continue
    if (deleted) byId.delete(id)
    else {byId.set(id, {
        ...content,
        id,
        rev,
        recorded_at,
        filled_late: isLate(content, recorded_at),
        waiting: queued.has(id),
      })}
  }
  /** @type {Map<string, Entry>} */
  const byDay = new Map()
  for (const entry of byId.values()) {
    const other = byDay.get(entry.felt_on)
    if (!other || other.recorded_at < entry.recorded_at) byDay.set(entry.felt_on, entry)
  }
  return [...byDay.values()].sort((a, b) => (a.felt_on < b.felt_on ? 1 : -1))
}

/** @typedef {{ energy: boolean, anxiety: boolean, sleep: boolean }} Asks what the clinic wants to know beside mood */

/** What the daily form asks beside mood and effects; nothing in what an older phone kept. @param {{ questions?: Asks } | null} today @returns {Asks} */
export const asksOf = (today) => today?.questions ?? { energy: false, anxiety: false, sleep: false }

/**
 * What is due and was not answered on this phone meanwhile.
 *
 * @template {{ instrument: string }} D
 * @param {D[]} due
 * @param {Row[]} rows
 * @returns {D[]}
 */
export function stillDue(due, rows) {
  const answered = new Set(rows.filter(({ kind }) => kind === "response").map(({ content }) => content.instrument))
  return due.filter(({ instrument }) => !answered.has(instrument))
}

/**
 * Whether the form asks for every side effect: after the first three sessions, and once a week, on Mondays.
 *
 * @param {string} on the day that is asked about
 * @param {{ sessions_done: number } | null | undefined} course
 */
export const asksAll = (on, course) =>
  Boolean(course) && ((course?.sessions_done ?? 0) <= 3 || new Date(`${on}T12:00`).getDay() === 1)

/** Mood on the scale from 0 to 10, whichever way it was given. @param {Mood | null} mood @returns {number | null} */
export const moodValue = (mood) => (mood ? (mood.scale === "faces" ? mood.raw * 2.5 : mood.raw) : null)

/** @param {Record<string, any>} content @param {string} recordedAt */
const isLate = (content, recordedAt) => content.felt_on < dayOf(new Date(recordedAt))
