/**
 * The sentences of the application, and days, moments and numbers in the reader's language.
 *
 *     t("today.session", { number: 12, planned: 36 })   // "Treatment day: session {number} of {planned}"
 *     t("outbox.waiting", { count: 1 })                  // an entry { "one": "...", "other": "..." } chooses by `count`
 *     day("2026-11-22")                                  // Sunday 22 November; day(d, "short") 22 Nov
 *     moment("2026-11-22T19:40:00Z")                     // 22 Nov, 19:40
 *     number(0.57, { style: "percent" })
 *
 * Values of type number are written in the reader's way. An unknown key shows itself, so that a gap is seen.
 */

/** @typedef {string | Record<string, string>} Sentence */

/** @type {Record<string, Sentence>} */
let sentences = {}
/** The language of the sentences and therefore of their files. */
let written = "en"
/** The same with the reader's region. */
let language = "en"

/**
 * @param {Record<string, Sentence>} texts
 * @param {string} tag the language they are in, as a BCP 47 tag
 */
export function useSentences(texts, tag) {
  sentences = texts
  written = tag
  // The reader's own region decides how a date looks, if it is one of the same language.
  language = globalThis.navigator?.languages?.find((wish) => wish.split("-")[0] === tag) ?? tag
}

/** Fetches the sentences that lie beside this module. @param {string} [tag] */
export async function loadSentences(tag = "en") {
  const answer = await fetch(new URL(`../locales/${tag}.json`, import.meta.url))
  useSentences(await answer.json(), tag)
}

/**
 * Fetches the further sentences of a part of the application, such as "clinic": a patient's phone never asks for them.
 *
 * @param {string} part
 */
export async function addSentences(part) {
  const answer = await fetch(new URL(`../locales/${written}.${part}.json`, import.meta.url))
  const further = await answer.json()
  // After the wait: another part may have arrived during it.
  sentences = { ...sentences, ...further }
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = sentences[key] ?? key
  const sentence = typeof entry === "string" ? entry : entry[pluralForm(Number(values.count))] ?? entry.other
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => {
    const value = values[name]
    return value === undefined ? hole : typeof value === "number" ? number(value) : value
  })
}

/** @param {number} count */
const pluralForm = (count) => new Intl.PluralRules(language).select(count)

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options) => new Intl.NumberFormat(language, options).format(value)

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const DAY_STYLES = {
  long: { weekday: "long", day: "numeric", month: "long" },
  medium: { day: "numeric", month: "long" },
  short: { day: "numeric", month: "short" },
  full: { day: "numeric", month: "long", year: "numeric" },
  weekday: { weekday: "short" },
}

/**
 * A calendar day in words, "22 November" in British and "November 22" in American English.
 *
 * @param {string} on YYYY-MM-DD; a day, so no time zone applies
 * @param {"long" | "medium" | "short" | "full" | "weekday"} [style]
 */
export function day(on, style = "long") {
  return new Intl.DateTimeFormat(language, { ...DAY_STYLES[style], timeZone: "UTC" }).format(
    new Date(`${on}T00:00:00Z`),
  )
}

/** A moment as day and time of the reader's clock. @param {string} at ISO 8601 @param {string} [zone] IANA name */
export function moment(at, zone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZone: zone }
  return new Intl.DateTimeFormat(language, options).format(new Date(at))
}

/** The time alone. @param {string} at ISO 8601 @param {string} [zone] IANA name */
export function clock(at, zone) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone: zone }).format(new Date(at))
}

/** A day by its distance from today, "yesterday" or "in 3 days". @param {number} days negative: before today */
export const relativeDays = (days) => new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day")
