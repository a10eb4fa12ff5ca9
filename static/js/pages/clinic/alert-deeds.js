/** What staff do about an open alert: say that it was seen, and close it by writing what was done. */

import { post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { tellAndReload } from "./frame.js"

/** @typedef {import("../../components/clinic/alert-card.js").Alert} Alert */

/** @param {Alert} alert */
export function alertDeeds(alert) {
  const writing = signal(false), seeing = newSending()
  const markSeen = () =>
    seeing.send(async () => {
      await post(`/api/alerts/${alert.id}/seen`, {})
      await tellAndReload(t("alert.told_seen", { title: alert.title }))
    })
  const opener = h("button", {
    type: "button",
    class: "button",
    "aria-expanded": () => String(writing.value),
    hidden: () => writing.value,
    onclick: () => writing.value = true,
  }, t("alert.write"))
  const close = () => {
    writing.value = false
    opener.focus()
  }
  return h(
    "div",
    { class: "alert-deeds no-print" },
    () => writing.value ? closingForm(alert, close) : null,
    h(
      "div",
      { class: "deeds", hidden: () => writing.value },
      opener,
      !alert.seen_at && h("button", { type: "button", class: "button quiet", onclick: markSeen }, t("alert.mark_seen")),
    ),
    h("p", { class: "problem small", role: "alert", hidden: () => !seeing.message.value }, () => seeing.message.value),
  )
}

/** @param {Alert} alert @param {() => void} onCancel */
function closingForm(alert, onCancel) {
  const sending = newSending()
  const form = formOf(
    {
      sending,
      onCancel,
      deed: t("alert.close"),
      async submit({ done }) {
        await post(`/api/alerts/${alert.id}/close`, { done })
        await tellAndReload(t("alert.told_closed", { title: alert.title }))
      },
    },
    field(
      { name: "done", label: t("alert.done_label"), hint: t("alert.done_hint"), errors: sending.errors },
      "textarea",
      { rows: 4, required: true },
    ),
  )
  queueMicrotask(() => form.querySelector("textarea")?.focus())
  return form
}
