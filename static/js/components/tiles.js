import { h } from "../dom.js"

/**
 * Native radio buttons that look like tiles: the whole tile is the button, for thumbs and for screen readers alike.
 *
 * @template {string | number} V
 * @param {{
 *   name: string, options: { value: V, label: unknown, class?: string }[], chosen: () => V | null,
 *   choose: (value: V, isSettled: boolean) => void, class?: string,
 * }} what label: text or an element that shows it; isSettled: false for a choice that an arrow key may only pass over
 */
export function tiles({ name, options, chosen, choose, class: kind }) {
  let byArrow = false
  return h(
    "div",
    {
      class: ["tiles", kind],
      onkeydown: (/** @type {KeyboardEvent} */ { key }) => (byArrow = key.startsWith("Arrow")),
      onkeyup: () => (byArrow = false),
    },
    options.map(({ value, label, class: own }) =>
      h(
        "label",
        { class: ["tile", own] },
        h("input", { type: "radio", name, checked: () => chosen() === value, onchange: () => choose(value, !byArrow) }),
        h("span", null, label),
      )
    ),
  )
}
