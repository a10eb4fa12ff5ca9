/** Days as the person sees them: "YYYY-MM-DD" in the phone's own zone. Pure, the moment is an argument. */

/** The phone's zone as an IANA name. */
export const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"

/** The calendar day of a moment here. @param {Date} moment */
export function dayOf(moment) {
  const part = (/** @type {number} */ value) => String(value).padStart(2, "0")
  return `${moment.getFullYear()}-${part(moment.getMonth() + 1)}-${part(moment.getDate())}`
}

/** The day so many days later. @param {string} on @param {number} days */
export const daysAfter = (on, days) =>
  new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** How many days `later` lies after `earlier`. @param {string} earlier @param {string} later */
export const daysBetween = (earlier, later) => Math.round((Date.parse(later) - Date.parse(earlier)) / 86_400_000)

/** Nine in the evening of a day, here: when a day that is filled in later is taken to have been felt. @param {string} on */
export function eveningOf(on) {
  const [year, month, date] = on.split("-").map(Number)
  return new Date(year, month - 1, date, 21)
}
