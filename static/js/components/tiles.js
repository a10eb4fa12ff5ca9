import { h } from "../dom.js"

/**
 * Native radio buttons that look like tiles: the whole tile is the button, for thumbs and for screen readers alike.
 *
 * @template {string | number} V
 * @param {{
 *   name: string, options: { value: V, label: unknown, class?: string }[], chosen: () => V | null,
 *   choose: (value: V) => void, class?: string,
 * }} what label: text or an element that shows it
 */
export function tiles({ name, options, chosen, choose, class: kind }) {
  return h(
    "div",
    { class: ["tiles", kind] },
    options.map(({ value, label, class: own }) =>
      h(
        "label",
        { class: ["tile", own] },
        h("input", { type: "radio", name, checked: () => chosen() === value, onchange: () => choose(value) }),
        h("span", null, label),
      )
    ),
  )
}
