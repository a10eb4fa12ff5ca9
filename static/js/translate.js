/**
 * The sentences of the application, and days, moments and numbers in the reader's language.
 *
 *     t("today.session", { number: 12, planned: 36 })   // "Treatment day: session {number} of {planned}"
 *     t("outbox.waiting", { count: 1 })                  // an entry { "one": "...", "other": "..." } chooses by `count`
 *     day("2026-11-22")                                  // Sunday 22 November; day(d, "short") 22 Nov
 *     moment("2026-11-22T19:40:00Z")                     // 22 Nov, 19:40
 *     number(0.57, { style: "percent" })
 *
 * Values of type number are written in the reader's way. An unknown key shows itself, so that a gap is seen. The files of
 * a language are complete: what a translation lacks, the server fills in with English, see server/shell.py.
 */

/** @typedef {string | Record<string, string>} Sentence */

/** The languages of the application, each by its own name. The server reads which there are from static/locales. */
export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" }
const CHOSEN = "lodestone-language"

/** @type {Record<string, Sentence>} */
let sentences = {}
/** The language of the sentences and therefore of their files; "" before there are any. */
let written = ""
/** The same with the reader's region. */
let language = "en"
/** The further files that pages asked for: they come along when the language changes. @type {Set<string>} */
const parts = new Set()

/**
 * The first wish for which there are sentences, else English.
 *
 * @param {(string | null | undefined)[]} wishes BCP 47 tags, such as "de-AT"; the most wanted first
 */
export const languageFor = (wishes) =>
  wishes.map((wish) => wish?.split("-")[0] ?? "").find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? "en"

/**
 * The language that pages are in: what was chosen on this phone, else the person's own, else the browser's.
 *
 * @param {string | null} [own] of the signed-in person
 */
export const wantedLanguage = (own) => languageFor([chosenHere(), own, ...(globalThis.navigator?.languages ?? [])])

/** The language of the sentences now. */
export const shownLanguage = () => written

/** What was chosen on this phone, or null. */
export function chosenHere() {
  try {
    return localStorage.getItem(CHOSEN)
  } catch {
    return null // storage is forbidden
  }
}

/** From now on this phone opens in this language; null: in the person's own. @param {string | null} tag */
export function chooseHere(tag) {
  try {
    if (tag) localStorage.setItem(CHOSEN, tag)
    else localStorage.removeItem(CHOSEN)
  } catch {
    // Storage is full or forbidden: the choice holds until the page is closed.
  }
}

/**
 * @param {Record<string, Sentence>} texts
 * @param {string} tag the language they are in, as a BCP 47 tag
 */
export function useSentences(texts, tag) {
  sentences = texts
  written = tag
  // The reader's own region decides how a date looks, if it is one of the same language.
  language = globalThis.navigator?.languages?.find((wish) => wish.split("-")[0] === tag) ?? tag
  if (globalThis.document) document.documentElement.lang = tag
}

/** At the start: the wanted language, or without a network whichever this phone keeps. @param {string | null} [own] */
export async function loadSentences(own) {
  const wanted = wantedLanguage(own)
  for (const tag of new Set([wanted, ...Object.keys(LANGUAGES)])) {
    try {
      return await useLanguage(tag)
    } catch (fault) {
      console.warn(fault)
    }
  }
  throw new Error("There are no sentences.")
}

/**
 * Shows everything in this language from the next page on. Throws when its files are neither kept nor in reach; then
 * the language stays.
 *
 * @param {string} tag one of LANGUAGES
 * @param {{ kept?: boolean }} [how] kept: false: on this page only, as for a patient at a tablet of the clinic
 */
export async function useLanguage(tag, { kept = true } = {}) {
  if (tag === written) return
  const files = await Promise.all(["", ...parts].map((part) => fetchSentences(tag, part)))
  useSentences(Object.assign({}, ...files), tag)
  // The worker keeps one language for the time without a network: this one.
  if (kept) globalThis.navigator?.serviceWorker?.controller?.postMessage({ language: tag })
}

/**
 * Fetches the further sentences of a part of the application, such as "clinic": a patient's phone never asks for them.
 *
 * @param {string} part
 */
export async function addSentences(part) {
  const tag = written
  const further = await fetchSentences(tag, part)
  parts.add(part)
  // The language may have changed during the wait.
  if (tag !== written) return addSentences(part)
  // After the wait: another part may have arrived during it.
  sentences = { ...sentences, ...further }
}

/** A file that lies beside this module. @param {string} tag @param {string} part "" for what every page needs */
async function fetchSentences(tag, part) {
  const answer = await fetch(new URL(`../locales/${tag}${part && `.${part}`}.json`, import.meta.url))
  if (!answer.ok) throw new Error(`The sentences ${tag} ${part} are not there.`)
  return answer.json()
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
const pluralForm = (count) => new Intl.PluralRules(written || "en").select(count)

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

/** The name of a language in the reader's one. @param {string} tag BCP 47 */
export const languageName = (tag) => new Intl.DisplayNames(language, { type: "language" }).of(tag) ?? tag

/** The time alone. @param {string} at ISO 8601 @param {string} [zone] IANA name */
export function clock(at, zone) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone: zone }).format(new Date(at))
}

/** A day by its distance from today, "yesterday" or "in 3 days". @param {number} days negative: before today */
export const relativeDays = (days) => new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day")
