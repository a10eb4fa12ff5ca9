/** Choosing the language in which one reads, on this phone and at the clinic. */
import { post, Problem } from "./api.js"
import { me, remember } from "./session.js"
import { chooseHere, chosenHere, useLanguage } from "./translate.js"

const UNTOLD = "lodestone-language-untold"

/**
 * Reads in this language from now on, after a reload everywhere on the page. A patient's phone keeps the choice and tells
 * the clinic when it can; staff share computers, so theirs is kept at the clinic only.
 *
 * @param {string} tag one of LANGUAGES
 * @returns {Promise<boolean>} false: its sentences are neither on this device nor in reach, and nothing changed
 */
export async function chooseLanguage(tag) {
  const isPatient = me.peek()?.role === "patient"
  try {
    await useLanguage(tag)
  } catch {
    return false
  }
  if (isPatient) {
    chooseHere(tag)
    localStorage.setItem(UNTOLD, tag)
    await tellLanguage()
  } else await tell(tag)
  return true
}

/** Tells the clinic what was chosen on this phone while it was out of reach. */
export async function tellLanguage() {
  const chosen = chosenHere()
  if (!chosen || localStorage.getItem(UNTOLD) !== chosen) return
  try {
    await tell(chosen)
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem // else at the next start
  }
}

/** @param {string} tag */
async function tell(tag) {
  remember(await post("/api/me/language", { language: tag }))
  localStorage.removeItem(UNTOLD)
}
