/**
 * Sending a form: one at a time, with the server's objections at the fields and everything typed kept. What the server
 * finds unusual is asked in a dialog, and sent again once a person has confirmed it.
 */

import { Problem } from "../../api.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"

/**
 * @typedef {{
 *   errors: import("../../dom.js").Signal<Record<string, string>>, message: import("../../dom.js").Signal<string>,
 *   busy: import("../../dom.js").Signal<boolean>, doubts: import("../../dom.js").Signal<Doubt[]>,
 *   send: (work: () => Promise<void>) => Promise<void>
 * }} Sending
 * @typedef {{ code: string, sentence: string }} Doubt something possible but rare, that the server wants confirmed
 */

/**
 * @param {(name: string) => string} [fieldOf] the field of this page that a field of the request is typed into
 * @returns {Sending}
 */
export function newSending(fieldOf = (name) => name) {
  const errors = signal(/** @type {Record<string, string>} */ ({})), message = signal(""), busy = signal(false)
  const doubts = signal(/** @type {Doubt[]} */ ([]))
  return {
    errors,
    message,
    busy,
    doubts,
    async send(work) {
      if (busy.peek()) return
      busy.value = true
      errors.value = {}
      message.value = ""
      doubts.value = []
      try {
        await work()
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem
        const said = Object.entries(objectionsOf(problem))
        errors.value = Object.fromEntries(said.map(([name, sentence]) => [fieldOf(name), sentence]))
        message.value = sentenceOf(problem)
        doubts.value = doubtsOf(problem)
      } finally {
        busy.value = false
      }
    },
  }
}

/** What to tell a person about a request that failed. @param {Problem} problem */
export const sentenceOf = (problem) => problem.message || t(`problem.${problem.kind}.text`)

/** What is to be confirmed before the same request is accepted. @param {Problem} problem @returns {Doubt[]} */
const doubtsOf = ({ code, details }) =>
  code === "unusual" && Array.isArray(details.confirm) ? /** @type {Doubt[]} */ (details.confirm) : []

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
 * @param {{
 *   sending: Sending, submit: (values: Record<string, string>, confirmed: string[]) => Promise<void>, deed: string,
 *   onCancel?: () => void
 * }} form submit gets what was typed, by field name, and what a person confirmed as meant: the request's "confirmed",
 *   empty at first
 * @param {...import("../../dom.js").Child} fields
 */
export function formOf({ sending, submit, deed, onCancel }, ...fields) {
  const { errors, message, busy, doubts, send } = sending
  // What is confirmed holds for the values that were shown with the question, and for no others.
  let sent = /** @type {Record<string, string>} */ ({}), confirmed = /** @type {string[]} */ ([])
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
        sent = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
        confirmed = []
        await trySending()
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
  async function trySending() {
    await send(() => submit(sent, confirmed))
    if (!form.isConnected || !message.peek()) return
    if (doubts.peek().length) {
      message.value = ""
      return confirmation(doubts.peek(), (codes) => {
        confirmed = [...confirmed, ...codes]
        trySending()
      })
    }
    const wrong = form.querySelector("[aria-invalid='true']")
    // What stands at its field need not be said twice.
    if (wrong && Object.values(errors.peek()).includes(message.peek())) message.value = ""
    const place = /** @type {HTMLElement} */ (wrong?.querySelector("input") ?? wrong ?? problem)
    place.focus()
  }
  return form
}

/**
 * Asks whether what is unusual is meant. Nothing is sent unless it is confirmed; the form stays as it was typed.
 *
 * @param {Doubt[]} doubts
 * @param {(codes: string[]) => void} onYes
 */
function confirmation(doubts, onYes) {
  const dialog = h(
    "dialog",
    { class: "confirm", "aria-labelledby": "confirm-title", onclose: () => dialog.remove() },
    h("h2", { id: "confirm-title" }, t("confirm.title")),
    h("ul", { class: "stack" }, doubts.map(({ sentence }) => h("li", null, sentence))),
    h(
      "div",
      { class: "deeds" },
      h("button", {
        type: "button",
        class: "button",
        onclick() {
          dialog.close()
          onYes(doubts.map(({ code }) => code))
        },
      }, t("confirm.yes")),
      h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, t("confirm.no")),
    ),
  )
  document.querySelector(".desk")?.append(dialog)
  dialog.showModal()
}

/** A number typed into a field, or null when it was left empty. @param {string | undefined} typed */
export const numberOrNull = (typed) => typed === undefined || typed.trim() === "" ? null : Number(typed)

/** What was typed, or null when it was left empty. @param {string | undefined} typed */
export const textOrNull = (typed) => typed?.trim() || null
