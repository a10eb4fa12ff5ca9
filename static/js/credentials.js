/** Small forms for names, passwords and codes: labelled fields with the server's objections, and one sending at a time. */
import { Problem } from "./api.js"
import { h, signal } from "./dom.js"
import { t } from "./translate.js"

/**
 * @typedef {{ name: string, label: string, hint?: string, props: Record<string, unknown> }} CredentialField props: of
 *   the input, such as its type and autocomplete
 */

let made = 0

/** @param {string} [autocomplete] @returns {CredentialField} */
export const loginField = (autocomplete = "username") => ({
  name: "login",
  label: t("password.login"),
  props: { type: "text", autocomplete, autocapitalize: "none", spellcheck: "false" },
})

/** @param {{ name?: string, label?: string, hint?: string, isNew?: boolean }} [what] @returns {CredentialField} */
export const passwordField = ({ name = "password", label = t("password.password"), hint, isNew = false } = {}) => ({
  name,
  label,
  hint,
  // Password managers fill in and remember by these words; pasting works as everywhere.
  props: { type: "password", autocomplete: isNew ? "new-password" : "current-password", maxlength: 1000 },
})

/** @returns {CredentialField} */
export const codeField = () => ({
  name: "code",
  label: t("password.code"),
  hint: t("password.code_hint"),
  props: { type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 9, spellcheck: "false" },
})

/**
 * @param {{
 *   fields: CredentialField[], deed: string, isMain?: boolean,
 *   submit: (values: Record<string, string>) => Promise<unknown>, onCancel?: () => void
 * }} form submit throws a Problem whose objections then stand at the fields; what was typed stays, but for codes, which
 *   count once
 */
export function credentialForm({ fields, deed, isMain = true, submit, onCancel }) {
  const errors = signal(/** @type {Record<string, string>} */ ({})), problem = signal(""), busy = signal(false)
  const focusWrong = () => /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid]"))?.focus()
  /** @type {HTMLFormElement} */
  const form = h(
    "form",
    {
      class: "stack",
      novalidate: true,
      async onsubmit(/** @type {SubmitEvent} */ event) {
        event.preventDefault()
        if (busy.peek()) return
        const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
        problem.value = ""
        errors.value = Object.fromEntries(
          fields.filter(({ name }) => !values[name]).map(({ name }) => [name, t("form.fill_in")]),
        )
        if (Object.keys(errors.peek()).length > 0) return focusWrong()
        busy.value = true
        try {
          await submit(values)
        } catch (fault) {
          if (!(fault instanceof Problem)) throw fault
          errors.value = objectionsOf(fault)
          if (!fields.some(({ name }) => errors.peek()[name])) {
            problem.value = fault.message || t(`problem.${fault.kind}.text`)
          }
          const code = /** @type {HTMLInputElement | null} */ (form.querySelector("input[name=code]"))
          if (code) code.value = ""
          focusWrong()
        } finally {
          busy.value = false
        }
      },
    },
    fields.map((each) => fieldOf(each, errors)),
    fields.some(({ props }) => props.type === "password") && showToggle(),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
    h(
      "button",
      { class: isMain ? "button" : "button plain", type: "submit", "aria-disabled": () => busy.value && "true" },
      deed,
    ),
    onCancel && h("button", { class: "button quiet", type: "button", onclick: onCancel }, t("password.cancel")),
  )
  return form
}

/** @param {CredentialField} field @param {import("./dom.js").Signal<Record<string, string>>} errors */
function fieldOf({ name, label, hint, props }, errors) {
  const id = `${name}-${++made}`
  const describedBy = () =>
    [hint && `${id}-hint`, errors.value[name] && `${id}-error`].filter(Boolean).join(" ") || null
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    hint && h("p", { id: `${id}-hint`, class: "small muted" }, hint),
    h("input", {
      id,
      name,
      "aria-describedby": describedBy,
      "aria-invalid": () => errors.value[name] ? "true" : null,
      ...props,
    }),
    h("p", { id: `${id}-error`, class: "problem small", hidden: () => !errors.value[name] }, () => errors.value[name]),
  )
}

/** Shows what is typed, for long passwords on small keyboards. */
function showToggle() {
  return h(
    "label",
    { class: "choice" },
    h("input", {
      type: "checkbox",
      onchange(/** @type {Event} */ event) {
        const box = /** @type {HTMLInputElement} */ (event.target)
        for (const each of box.form?.querySelectorAll("input[autocomplete$=password]") ?? []) {
          each.setAttribute("type", box.checked ? "text" : "password")
        }
      },
    }),
    h("span", null, t("password.show")),
  )
}

/** @param {Problem} problem @returns {Record<string, string>} */
function objectionsOf({ message, details }) {
  if (typeof details.field === "string") return { [details.field]: message }
  const fields = /** @type {Record<string, string[]>} */ (details.fields ?? {})
  return Object.fromEntries(Object.entries(fields).map(([name, said]) => [name, [said].flat().join(" ")]))
}
