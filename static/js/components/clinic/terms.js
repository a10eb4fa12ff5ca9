/** What the clinic's server names in English, in the reader's language: indications, protocols, bands, side effects. */

import { t } from "../../translate.js"

/** Whatever has no sentence, such as the names of a clinic's own questionnaires, stays as it is. @param {string} english */
export function term(english) {
  const key = `term.${english.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "")}`, said = t(key)
  return said === key ? english : said
}
