/** What the clinic's server refuses, which it writes in English, in the reader's language. Loaded when it is needed. */

import { inReadersWords } from "./said.js"
import { addSentences, shownLanguage, t } from "./translate.js"

/** @typedef {import("./said.js").Part} Part */

/** The language whose sentences of errors are here. */
let here = ""

/**
 * The message and the sentences at the fields, as far as there are words for them.
 *
 * @param {{ code: string, message: string, details: Record<string, any> }} refusal
 */
export async function sayAgain({ code, message, details }) {
  if (here !== shownLanguage()) await addSentences("errors")
  here = shownLanguage()
  const { fields, said, confirm } = details
  return {
    message: messageOf(code, message, fields === undefined ? said : null),
    details: {
      ...details,
      ...(fields === undefined ? {} : { fields: fieldsOf(fields, said) }),
      ...(Array.isArray(confirm) ? { confirm: confirm.map(doubtOf) } : {}),
    },
  }
}

/** By its words, which often are more precise, else by its code. @param {string} code @param {string} english @param {Part[] | null} [said] */
function messageOf(code, english, said) {
  const words = inReadersWords(english, said), key = `error.${code}`, ofCode = t(key)
  return words !== english || ofCode === key ? words : ofCode
}

/** @param {{ code: string, sentence: string, said?: Part[] | null }} doubt */
const doubtOf = (doubt) => ({ ...doubt, sentence: inReadersWords(doubt.sentence, doubt.said) })

/**
 * @param {any} english lists of sentences, nested by field
 * @param {any} said the same with parts in place of sentences
 * @returns {any}
 */
function fieldsOf(english, said) {
  if (typeof english === "string") return inReadersWords(english, said)
  if (Array.isArray(english)) return english.map((each, place) => fieldsOf(each, said?.[place]))
  if (english === null || typeof english !== "object") return english
  return Object.fromEntries(Object.entries(english).map(([name, each]) => [name, fieldsOf(each, said?.[name])]))
}
