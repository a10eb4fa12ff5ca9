/** The e-mail address for reminders: given, confirmed by the code that comes there, and deleted. */

import { post } from "../../api.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"

/**
 * @param {import("../../dom.js").Signal<import("./settings-reminders.js").OwnReminders>} now
 * @param {ReturnType<typeof import("../../deed.js").newDeed>} deed
 */
export function emailPart(now, deed) {
  const other = signal(false)

  /** @param {string} path @param {string} sentence @returns {(event: SubmitEvent) => void} */
  const send = (path, sentence) => (event) => {
    event.preventDefault()
    const said = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)))
    deed.attempt(async () => {
      now.value = await post(path, said)
      other.value = false
      deed.said.value = sentence
    })
  }
  const forget = () =>
    deed.attempt(async () => {
      now.value = await post("/api/me/reminders/email/forget", {})
      deed.said.value = t("reminders.email.forgotten")
    })

  const ask = () =>
    h(
      "form",
      { class: "stack", onsubmit: send("/api/me/reminders/email", t("reminders.email.sent")) },
      h("label", { class: "field" }, h("strong", null, t("reminders.email.address")), [
        h("input", { type: "email", name: "email", autocomplete: "email", required: true }),
      ]),
      h("button", { class: "button" }, t("reminders.email.ask")),
    )
  const confirm = (/** @type {string} */ address) =>
    h(
      "form",
      { class: "stack", onsubmit: send("/api/me/reminders/email/confirm", t("reminders.email.confirmed")) },
      h("label", { class: "field" }, h("strong", null, t("reminders.email.code", { address })), [
        h("input", {
          type: "text",
          name: "code",
          inputmode: "numeric",
          autocomplete: "one-time-code",
          required: true,
          minlength: 6,
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
