/** A button that opens a form below itself, so that a page shows its facts first. */

import { h, signal } from "../../dom.js"

/**
 * @param {string} label of the button
 * @param {(close: () => void) => import("../../dom.js").Child} make the form; called whenever it is opened
 * @param {{ class?: string }} [rest] of the button
 */
export function opener(label, make, { class: kind = "link" } = {}) {
  const isOpen = signal(false), close = () => isOpen.value = false
  return h(
    "div",
    { class: "stack no-print" },
    h("button", {
      type: "button",
      class: kind,
      "aria-expanded": () => String(isOpen.value),
      onclick: () => isOpen.value = !isOpen.peek(),
    }, label),
    () => isOpen.value && make(close),
  )
}
