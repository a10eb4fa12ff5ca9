import { h } from "../dom.js"
import { t } from "../translate.js"

/** @param {string} phone */
export const telLink = (phone) => `tel:${phone.replace(/[^\d+*#]/g, "")}`

/** A link that calls; works without a network. @param {string} key of a sentence with {number} @param {string} number @param {"main" | "plain"} kind */
export const callButton = (key, number, kind) =>
  h("a", { class: `button ${kind} call`, href: telLink(number) }, t(key, { number }))
