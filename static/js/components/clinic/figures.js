/** Figures and days as the desk writes them: signs, per cent, how long ago. Pure but for the reader's language. */

import { daysBetween } from "../../calendar.js"
import { clock, day, number, relativeDays } from "../../translate.js"

/** @typedef {{ day: number }} OfDay */

/**
 * A change with its sign, "−57 %" or "+12 %"; the minus is as wide as the plus, and neither breaks off its number.
 *
 * @param {number} percent
 */
export function signedPercent(percent) {
  const whole = Math.round(Math.abs(percent)), sign = whole === 0 ? "" : percent < 0 ? "\u2212" : "+"
  return `${sign}${number(whole)}\u00a0%`
}

/**
 * What happened to a score, of which less is better: an improvement of 57 % is shown as "−57 %".
 *
 * @param {number} improvement in per cent as the server counts it, positive is better
 */
export const scoreChange = (improvement) => signedPercent(-improvement)

/** A number with at most one decimal, or an en dash for what is not known. @param {number | null | undefined} value */
export const figure = (value) =>
  value === null || value === undefined ? "–" : number(value, { maximumFractionDigits: 1 })

/**
 * The calendar day of a moment where the clinic is.
 *
 * @param {Date | string} at
 * @param {string} zone IANA name
 * @returns {string} YYYY-MM-DD
 */
export function dayIn(at, zone) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" })
    .formatToParts(new Date(at))
  const part = (/** @type {string} */ type) => parts.find((each) => each.type === type)?.value
  return `${part("year")}-${part("month")}-${part("day")}`
}

/** The time of day of a moment where the clinic is, "09:05". @param {Date | string} at @param {string} zone */
export const timeIn = (at, zone) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(new Date(at))

/**
 * The moment at which the clinic's clock shows that day and time; of an hour that comes twice, the first one.
 *
 * @param {string} on YYYY-MM-DD
 * @param {string} time HH:MM
 * @param {string} zone
 * @returns {string} ISO 8601
 */
export function instantAt(on, time, zone) {
  const wall = Date.parse(`${on}T${time}:00Z`)
  // How far the clock there is ahead of UTC is known for moments only: guess, and look again at the guess.
  const ahead = (/** @type {number} */ at) =>
    Date.parse(`${dayIn(new Date(at), zone)}T${timeIn(new Date(at), zone)}:00Z`) - at
  const guess = wall - ahead(wall)
  return new Date(wall - ahead(guess)).toISOString()
}

/** @param {string} on */
export const dayText = (on) => day(on, "short")

/**
 * A day by its distance while that is short, "yesterday" or "3 days ago", and by its date beyond a week.
 *
 * @param {string} on
 * @param {string} today
 */
export function nearDay(on, today) {
  const away = daysBetween(today, on)
  return Math.abs(away) <= 7 ? relativeDays(away) : day(on, Math.abs(away) < 180 ? "short" : "full")
}

/**
 * A moment on the clinic's clock, "today, 14:00" or "12 Oct, 09:30".
 *
 * @param {string} at ISO 8601
 * @param {string} zone of the clinic
 * @param {Date} now
 */
export const nearMoment = (at, zone, now) => `${nearDay(dayIn(at, zone), dayIn(now, zone))}, ${clock(at, zone)}`

/**
 * The days that the charts of a course span: from its first value, or the start, to its last planned one.
 *
 * @param {{ last_day: number, instruments: Record<string, { points: OfDay[] }>, mood: { days: OfDay[] }, logged: number[] }} trajectory
 * @returns {{ first: number, last: number }}
 */
export function spanOf({ last_day, instruments, mood, logged }) {
  const scored = Object.values(instruments).flatMap(({ points }) => points.map(({ day }) => day))
  const days = [...scored, ...mood.days.map(({ day }) => day), ...logged]
  // A baseline from last year, or a log from a clock that is off, must not squeeze the course into a corner.
  const near = days.filter((day) => day >= -EARLIEST)
  return { first: Math.min(0, ...near), last: Math.max(7, last_day, ...near.filter((day) => day <= last_day + LATEST)) }
}

const EARLIEST = 30 // days before the start; a baseline that is older counts as stale (clinical reference, 4.1)
const LATEST = 400 // days after the end; follow-ups are asked for up to twelve months
