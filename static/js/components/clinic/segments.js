/** A few answers side by side as one bar: a thumb finds each without looking. */

import { computed, h } from "../../dom.js"

let made = 0

/**
 * @param {import("./field.js").FieldNames} names
 * @param {{ value: string, text: string }[]} options
 * @param {string | null} chosen
 * @param {(value: string) => void} [onChange]
 */
export function segments({ name, label, errors, hint }, options, chosen, onChange) {
  const id = `segments-${++made}`, error = computed(() => errors.value[name] ?? "")
  return h(
    "fieldset",
    {
      class: "field",
      role: "radiogroup",
      "aria-describedby": () => error.value ? `${id}-error` : null,
      "aria-invalid": () => error.value ? "true" : null,
    },
    h("legend", null, label),
    hint && h("p", { class: "small muted" }, hint),
    h(
      "div",
      { class: "segments is-wide" },
      options.map(({ value, text }) =>
        h(
          "label",
          null,
          h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onChange?.(value) }),
          h("span", null, text),
        )
      ),
    ),
    h("p", { id: `${id}-error`, class: "problem small", hidden: () => !error.value }, () => error.value),
  )
}
