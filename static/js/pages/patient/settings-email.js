/** The e-mail address for reminders: given, confirmed by the code that comes there, and deleted. */

import { post } from "../../api.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"

const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/ // the clinic's server looks closer
const SIX_DIGITS = /^\d{6}$/

/**
 * @param {import("../../dom.js").Signal<import("./settings-reminders.js").OwnReminders>} now
 * @param {ReturnType<typeof import("../../deed.js").newDeed>} deed
 * @param {() => void} gone called when there is no address any more
 */
export function emailPart(now, deed, gone) {
  const other = signal(false)

  /** @param {string} path @param {string} sentence @param {RegExp} expected @returns {(event: SubmitEvent) => void} */
  const send = (path, sentence, expected) => (event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.target)
    const said = Object.fromEntries([...new FormData(form)].map(([name, typed]) => [name, String(typed).trim()]))
    deed.attempt(async () => {
      if (!Object.values(said).every((typed) => expected.test(typed))) {
        deed.problem.value = t(`reminders.email.bad_${Object.keys(said)[0]}`)
        form.querySelector("input")?.focus()
        return
      }
      now.value = await post(path, said)
      other.value = false
      deed.said.value = sentence
    })
  }
  const forget = () =>
    deed.attempt(async () => {
      now.value = await post("/api/me/reminders/email/forget", {})
      deed.said.value = t("reminders.email.forgotten")
      gone()
    })

  const ask = () =>
    h(
      "form",
      {
        class: "stack",
        novalidate: true,
        onsubmit: send("/api/me/reminders/email", t("reminders.email.sent"), ADDRESS),
      },
      h("label", { class: "field" }, h("strong", null, t("reminders.email.address")), [
        h("input", { type: "email", name: "email", autocomplete: "email" }),
      ]),
      h("button", { class: "button" }, t("reminders.email.ask")),
    )
  const confirm = (/** @type {string} */ address) =>
    h(
      "form",
      {
        class: "stack",
        novalidate: true,
        onsubmit: send("/api/me/reminders/email/confirm", t("reminders.email.confirmed"), SIX_DIGITS),
      },
      h("label", { class: "field" }, h("strong", null, t("reminders.email.code", { address })), [
        h("input", {
          type: "text",
          name: "code",
          inputmode: "numeric",
          autocomplete: "one-time-code",
        }),
      ]),
      h("button", { class: "button" }, t("reminders.email.confirm")),
      h("button", { type: "button", class: "button quiet", onclick: () => (other.value = true) }, [
        t("reminders.email.other"),
      ]),
    )
  const known = (/** @type {string} */ address) => [
    h("p", null, t("reminders.email.goes_to", { address })),
    h("button", { type: "button", class: "button quiet", onclick: forget }, t("reminders.email.forget")),
  ]
  return h("div", { class: "stack" }, () => {
    const { email, wanted_email } = now.value
    if (wanted_email && !other.value) return confirm(wanted_email)
    return email ? known(email) : ask()
  })
}
