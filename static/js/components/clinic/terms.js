/** What the clinic's server names in English, in the reader's language: indications, protocols, bands, side effects. */

export { term } from "../../said.js"
