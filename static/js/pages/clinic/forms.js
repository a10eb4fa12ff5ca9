/** Sending a form: one at a time, with the server's objections at the fields and everything typed kept. */

import { Problem } from "../../api.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"

/**
 * @typedef {{
 *   errors: import("../../dom.js").Signal<Record<string, string>>, message: import("../../dom.js").Signal<string>,
 *   busy: import("../../dom.js").Signal<boolean>, send: (work: () => Promise<void>) => Promise<void>
 * }} Sending
 */

/**
 * @param {(name: string) => string} [fieldOf] the field of this page that a field of the request is typed into
 * @returns {Sending}
 */
export function newSending(fieldOf = (name) => name) {
  const errors = signal(/** @type {Record<string, string>} */ ({})), message = signal(""), busy = signal(false)
  return {
    errors,
    message,
    busy,
    async send(work) {
      if (busy.peek()) return
      busy.value = true
      errors.value = {}
      message.value = ""
      try {
        await work()
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem
        const said = Object.entries(objectionsOf(problem))
        errors.value = Object.fromEntries(said.map(([name, sentence]) => [fieldOf(name), sentence]))
        message.value = sentenceOf(problem)
      } finally {
        busy.value = false
      }
    },
  }
}

/** What to tell a person about a request that failed. @param {Problem} problem */
export const sentenceOf = (problem) => problem.message || t(`problem.${problem.kind}.text`)

/**
 * The server's objections by field: of the shape of the request ("fields"), or of a rule that one field broke ("field").
 *
 * @param {Problem} problem
 * @returns {Record<string, string>}
 */
function objectionsOf({ message, details }) {
  return typeof details.field === "string" ? { [details.field]: message } : errorsByField(details.fields)
}

/**
 * The server's objections, one sentence for each field; a field inside a list is "blocks.0.pulses".
 *
 * @param {unknown} fields lists of sentences, nested by field
 * @param {string} [prefix]
 * @returns {Record<string, string>}
 */
export function errorsByField(fields, prefix = "") {
  if (fields === null || typeof fields !== "object") return {}
  return Object.entries(fields).reduce((found, [name, said]) => {
    const inner = Array.isArray(said) ? { [prefix + name]: said.join(" ") } : errorsByField(said, `${prefix}${name}.`)
    return { ...found, ...inner }
  }, {})
}

/**
 * A form around its fields, with its deed and a way back.
 *
 * @param {{ sending: Sending, submit: (values: Record<string, string>) => Promise<void>, deed: string, onCancel?: () => void }} form
 *   submit gets what was typed, by field name
 * @param {...import("../../dom.js").Child} fields
 */
export function formOf({ sending, submit, deed, onCancel }, ...fields) {
  const { errors, message, busy, send } = sending
  const problem = h(
    "p",
    { class: "problem", tabindex: -1, role: "alert", hidden: () => !message.value },
    () => message.value,
  )
  const form = h(
    "form",
    {
      class: "stack",
      // The server's sentences appear at the fields; the browser's own bubbles would hide them and vary.
      novalidate: true,
      async onsubmit(/** @type {SubmitEvent} */ event) {
        event.preventDefault()
        const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
        await send(() => submit(values))
        if (!form.isConnected || !message.peek()) return
        const wrong = form.querySelector("[aria-invalid='true']")
        // What stands at its field need not be said twice.
        if (wrong && Object.values(errors.peek()).includes(message.peek())) message.value = ""
        const place = /** @type {HTMLElement} */ (wrong?.querySelector("input") ?? wrong ?? problem)
        place.focus()
      },
    },
    fields,
    problem,
    h(
      "div",
      { class: "deeds" },
      h(
        "button",
        { class: "button", "aria-disabled": () => busy.value ? "true" : null },
        () => busy.value ? t("desk.sending") : deed,
      ),
      onCancel && h("button", { type: "button", class: "button quiet", onclick: onCancel }, t("desk.cancel")),
    ),
  )
  return form
}

/** A number typed into a field, or null when it was left empty. @param {string | undefined} typed */
export const numberOrNull = (typed) => typed === undefined || typed.trim() === "" ? null : Number(typed)

/** What was typed, or null when it was left empty. @param {string | undefined} typed */
export const textOrNull = (typed) => typed?.trim() || null
