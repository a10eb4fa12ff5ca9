/**
 * What the clinic's server said in English, in the reader's language: a sentence is known by its English words, and comes
 * with its values where it has any; see server/wording.py.
 *
 * @typedef {string | number | { day: string } | { term: string } | { said: Part[] }} One
 * @typedef {One | One[]} Value a list is read with commas
 * @typedef {string | { key: string, values: Record<string, Value> }} Part a text of which only the words are known, or a sentence
 */

import { day, number, t } from "./translate.js"

/** What a sentence or a name is called: its words. @param {string} english */
export const keyOf = (english) => english.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "")

/** A name out of our own files. What a clinic named itself stays as it is. @param {string} english */
export function term(english) {
  const key = `term.${keyOf(english)}`, said = t(key)
  return said === key ? english : said
}

/**
 * @param {string} english as it was written down; stays where one of the parts has no sentence here
 * @param {Part[] | null} [parts] null: only the words are known
 */
export const inReadersWords = (english, parts) => sentencesOf(parts ?? [{ key: keyOf(english), values: {} }]) ?? english

/** @param {Part[]} parts @returns {string | null} */
function sentencesOf(parts) {
  const said = parts.map(sentence)
  return said.includes(null) ? null : said.join("; ")
}

/** @param {Part} part @returns {string | null} */
function sentence(part) {
  if (typeof part === "string") return sentence({ key: keyOf(part), values: {} }) ?? part
  const entries = Object.entries(part.values).map((
    [name, value],
  ) => [name, typeof value === "number" ? value : words(value)])
  const key = `said.${part.key}`, said = t(key, Object.fromEntries(entries))
  return said === key || entries.some(([, value]) => value === null) ? null : said
}

/** @param {Value} value @returns {string | null} */
function words(value) {
  if (typeof value === "string") return value
  if (typeof value === "number") return number(value)
  if (Array.isArray(value)) {
    const all = value.map(words)
    return all.includes(null) ? null : all.join(", ")
  }
  if ("day" in value) return day(value.day, "full")
  return "term" in value ? term(value.term) : sentencesOf(value.said)
}
