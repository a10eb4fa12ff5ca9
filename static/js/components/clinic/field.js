/** One field of a form: its name, what to know before filling it in, the control, and what is wrong with it. */

import { computed, h } from "../../dom.js"

/**
 * @typedef {import("../../dom.js").Signal<Record<string, string>>} Errors by the name of the field
 * @typedef {{ name: string, label: string, errors: Errors, hint?: string, class?: string }} FieldNames
 */

let fields = 0

/** Two alerts on one page both have a field "done", and ids must differ. @param {string} name */
const newId = (name) => `${name}-${++fields}`

/**
 * A labelled control that shows its error from `errors`; the control stays as it is, so nothing typed is lost.
 *
 * @param {FieldNames} names
 * @param {"input" | "select" | "textarea"} tag
 * @param {Record<string, unknown>} props of the control
 * @param {...import("../../dom.js").Child} children of the control
 */
export function field({ name, label, errors, hint, class: extra }, tag, props, ...children) {
  const id = newId(name), error = computed(() => errors.value[name] ?? "")
  const describedBy = () => [hint && `${id}-hint`, error.value && `${id}-error`].filter(Boolean).join(" ") || null
  return h(
    "div",
    { class: ["field", extra] },
    h("label", { for: id }, label),
    hint && h("p", { id: `${id}-hint`, class: "small muted" }, hint),
    h(tag, {
      id,
      name,
      "aria-describedby": describedBy,
      "aria-invalid": () => error.value ? "true" : null,
      ...props,
    }, ...children),
    h("p", { id: `${id}-error`, class: "problem small", hidden: () => !error.value }, () => error.value),
  )
}

/**
 * The options of a select.
 *
 * @param {{ value: string, text: string }[]} options
 */
export const optionsOf = (options) => options.map(({ value, text }) => h("option", { value }, text))

/**
 * A box to tick, which reads as a sentence. Unticked, it is not among the values of the form.
 *
 * @param {FieldNames} names
 * @param {boolean} checked
 * @param {(checked: boolean) => void} [onChange]
 */
export function checkbox({ name, label, errors, hint }, checked, onChange) {
  const id = newId(name), error = computed(() => errors.value[name] ?? "")
  return h(
    "div",
    { class: "field" },
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "checkbox",
        name,
        value: "yes",
        checked,
        "aria-describedby": () => error.value ? `${id}-error` : null,
        "aria-invalid": () => error.value ? "true" : null,
        onchange: (/** @type {Event} */ event) => onChange?.(/** @type {HTMLInputElement} */ (event.target).checked),
      }),
      h("span", null, label, hint && [" ", h("span", { class: "small muted" }, hint)]),
    ),
    h("p", { id: `${id}-error`, class: "problem small", hidden: () => !error.value }, () => error.value),
  )
}

/**
 * @typedef {{ value: string, text: string, hint?: string }} Option
 */

/**
 * A group of radio buttons below each other, one of them chosen.
 *
 * @param {FieldNames} names
 * @param {Option[]} options
 * @param {string | null} chosen
 * @param {(value: string) => void} [onChange]
 */
export const choices = (names, options, chosen, onChange) =>
  radioGroup(names, { group: "choices", option: "choice" }, options, chosen, onChange)

/**
 * A few answers side by side as one bar: a thumb finds each without looking.
 *
 * @param {FieldNames} names
 * @param {Option[]} options
 * @param {string | null} chosen
 * @param {(value: string) => void} [onChange]
 */
export const segments = (names, options, chosen, onChange) =>
  radioGroup(names, { group: "segments is-wide" }, options, chosen, onChange)

/**
 * @param {FieldNames} names
 * @param {{ group: string, option?: string }} looks classes
 * @param {Option[]} options
 * @param {string | null} chosen
 * @param {(value: string) => void} [onChange]
 */
function radioGroup({ name, label, errors, hint }, looks, options, chosen, onChange) {
  const id = newId(name), error = computed(() => errors.value[name] ?? "")
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
      { class: looks.group },
      options.map(({ value, text, hint: about }) =>
        h(
          "label",
          { class: looks.option },
          h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onChange?.(value) }),
          h("span", null, text, about && h("span", { class: "small muted" }, about)),
        )
      ),
    ),
    h("p", { id: `${id}-error`, class: "problem small", hidden: () => !error.value }, () => error.value),
  )
}
