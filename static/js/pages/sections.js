/**
 * Sections of a page that come one by one, each a module of its own: the page is there at once, also without a network,
 * and a section that cannot be loaded takes no other one with it. Below the others it is said why, once.
 */

import { Problem } from "../api.js"
import { h } from "../dom.js"
import { codeOf } from "../router.js"
import { t } from "../translate.js"

/**
 * A module's `section` loads what it shows and then gives its element, or a function that makes it, or null: nothing to
 * show to this person.
 *
 * @typedef {{ section: () => Promise<Element | (() => Element | null) | null> }} SectionModule
 */

/**
 * @param {(() => Promise<SectionModule>)[]} modules in the order in which they stand on the page
 */
export function sections(modules) {
  const places = modules.map(() => h("div", { class: "stack", hidden: true }))
  const all = h("div", { class: "stack roomy" }, places), said = /** @type {Set<string>} */ (new Set())
  /** @param {string} text */
  const say = (text) => {
    if (said.has(text)) return
    said.add(text)
    all.append(h("section", { class: "card" }, h("p", { class: "problem", role: "alert" }, text)))
  }
  modules.forEach(async (load, number) => {
    const place = places[number]
    try {
      const made = await (await codeOf(load)).section()
      const element = typeof made === "function" ? made() : made
      if (element) place.append(element)
    } catch (problem) {
      if (!(problem instanceof Problem)) console.error(problem)
      const text = problem instanceof Problem && problem.message
        ? problem.message
        : t(`problem.${problem instanceof Problem ? problem.kind : "fault"}.text`)
      say(text)
    }
    place.hidden = !place.hasChildNodes()
  })
  return all
}
