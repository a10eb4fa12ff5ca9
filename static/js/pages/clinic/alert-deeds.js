/** What staff do about an alert: see it, write what was done, close it, hand it over, put a plan in place. */

import { get, post } from "../../api.js"
import { titleOf } from "../../components/clinic/alert-card.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { clinicZone, isClinician, tellAndReload } from "./frame.js"

/**
 * @typedef {import("../../components/clinic/alert-card.js").Alert} Alert
 * @typedef {{
 *   actions: { key: string, title: string }[], owners: { id: string, name: string, role: string }[], longest_plan_days: number
 * }} Choices
 * @typedef {(alert: Alert, choices: Choices, onCancel: () => void) => HTMLElement} DeedForm
 */

/** @type {Record<string, DeedForm>} */
const FORMS = {
  close: closingForm,
  note: noteForm,
  hand_over: handOverForm,
  plan: planForm,
  withdraw: withdrawForm,
  reopen: reopenForm,
}

/** @type {Promise<Choices> | null} */
let loading = null

/** What can be chosen from, asked for when the first form opens. */
function choices() {
  loading ??= get("/api/alerts/choices").catch((problem) => {
    loading = null
    throw problem
  })
  return /** @type {Promise<Choices>} */ (loading)
}

/** What may be known and go on for weeks. A task or a request is done or not. */
const PLANNED = ["SI", "DET", "MOOD", "AE-2", "AE-3", "REL"]

/** @param {Alert} alert */
function deedsOf({ family, closed_at, plan_until, plan_ended }) {
  if (closed_at) return ["reopen"]
  const planned = plan_until && !plan_ended
  const plans = isClinician() && PLANNED.includes(family) ? [planned ? "withdraw" : "plan"] : []
  return ["close", "note", "hand_over", ...plans]
}

/**
 * @param {Alert} alert
 * @param {{ story: boolean }} [shown] story: with a way to the page of this alert
 */
export function alertDeeds(alert, { story } = { story: true }) {
  const open = signal(/** @type {{ deed: string, choices: Choices } | null} */ (null)), sending = newSending()
  const opener = (/** @type {string} */ deed) =>
    h("button", {
      type: "button",
      class: deed === "close" ? "button" : "button plain",
      onclick: () => sending.send(async () => void (open.value = { deed, choices: await choices() })),
    }, t(`alert.deed.${deed}`))
  const markSeen = () =>
    sending.send(async () => {
      await post(`/api/alerts/${alert.id}/seen`, {})
      await tellAndReload(t("alert.told_seen", { title: titleOf(alert) }))
    })
  const row = h(
    "div",
    { class: "deeds", hidden: () => open.value !== null },
    !alert.seen_at && !alert.closed_at &&
      h("button", { type: "button", class: "button", onclick: markSeen }, t("alert.mark_seen")),
    deedsOf(alert).map(opener),
    story && h("a", { class: "button quiet", href: `/app/alerts/${alert.id}` }, t("alert.story")),
  )
  const close = () => {
    open.value = null
    const first = /** @type {HTMLElement | null} */ (row.querySelector("button"))
    first?.focus()
  }
  return h(
    "div",
    { class: "alert-deeds no-print" },
    () => open.value && FORMS[open.value.deed](alert, open.value.choices, close),
    row,
    h(
      "p",
      { class: "problem small", role: "alert", hidden: () => !sending.message.value },
      () => sending.message.value,
    ),
  )
}

/**
 * @param {{ alert: Alert, path: string, told: string, onCancel: () => void, deed: string,
 *   said: (values: Record<string, string>) => object }} form
 * @param {(errors: import("../../components/clinic/field.js").Errors) => import("../../dom.js").Child} fields
 */
function deedForm({ alert, path, told, onCancel, deed, said }, fields) {
  const sending = newSending()
  const form = formOf(
    {
      sending,
      onCancel,
      deed,
      async submit(values) {
        await post(`/api/alerts/${alert.id}/${path}`, said(values))
        await tellAndReload(t(`alert.${told}`, { title: titleOf(alert) }))
      },
    },
    fields(sending.errors),
  )
  queueMicrotask(() => {
    const first = /** @type {HTMLElement | null} */ (form.querySelector("select, textarea, input"))
    first?.focus()
  })
  return form
}

/** @type {DeedForm} */
function closingForm(alert, { actions }, onCancel) {
  const deed = t("alert.close"), said = (/** @type {Record<string, string>} */ { action, done }) => ({ action, done })
  return deedForm({ alert, path: "close", told: "told_closed", onCancel, deed, said }, (errors) => [
    field(
      { name: "action", label: t("alert.action_label"), errors },
      "select",
      { required: true },
      optionsOf([
        { value: "", text: t("desk.choose") },
        ...actions.map(({ key }) => ({ value: key, text: t(`alert.action.${key}`) })),
      ]),
    ),
    field({ name: "done", label: t("alert.done_label"), hint: t("alert.done_hint"), errors }, "textarea", {
      rows: 4,
      required: true,
    }),
  ])
}

/** @type {DeedForm} */
function noteForm(alert, _choices, onCancel) {
  const deed = t("alert.save_note"), said = (/** @type {Record<string, string>} */ { words }) => ({ words })
  return deedForm(
    { alert, path: "note", told: "told_note", onCancel, deed, said },
    (errors) =>
      field({ name: "words", label: t("alert.note_label"), hint: t("alert.note_hint"), errors }, "textarea", {
        rows: 4,
        required: true,
      }),
  )
}

/** @type {DeedForm} */
function handOverForm(alert, { owners }, onCancel) {
  const roles = ["clinician", "technician"]
  const said = (/** @type {Record<string, string>} */ { to }) =>
    roles.includes(to) ? { role: to, account_id: null } : { account_id: to }
  const deed = t("alert.deed.hand_over")
  return deedForm({ alert, path: "hand-over", told: "told_handed", onCancel, deed, said }, (errors) =>
    field(
      { name: "to", label: t("alert.to_label"), hint: t("alert.to_hint"), errors },
      "select",
      {},
      optionsOf([
        ...roles.map((role) => ({ value: role, text: t(`alert.on_duty.${role}`) })),
        ...owners.map(({ id, name, role }) => ({ value: id, text: `${name}, ${t(`desk.role.${role}`)}` })),
      ]),
    ))
}

/** @type {DeedForm} */
function planForm(alert, { longest_plan_days }, onCancel) {
  const today = new Date(), last = new Date(today.getTime() + longest_plan_days * 86_400_000), zone = clinicZone()
  const said = (/** @type {Record<string, string>} */ { until, plan }) => ({ until, plan })
  const deed = t("alert.save_plan")
  return deedForm({ alert, path: "plan", told: "told_plan", onCancel, deed, said }, (errors) => [
    h("p", { class: "small" }, t("alert.plan_about")),
    field(
      {
        name: "until",
        label: t("alert.until_label"),
        hint: t("alert.until_hint", { days: longest_plan_days }),
        errors,
      },
      "input",
      { type: "date", required: true, min: dayIn(today, zone), max: dayIn(last, zone) },
    ),
    field({ name: "plan", label: t("alert.plan_label"), errors }, "textarea", { rows: 4, required: true }),
  ])
}

/** @type {DeedForm} */
function withdrawForm(alert, _choices, onCancel) {
  const deed = t("alert.deed.withdraw")
  return reasonForm(alert, { path: "withdraw-plan", told: "told_withdrawn", deed, onCancel })
}

/** @type {DeedForm} */
function reopenForm(alert, _choices, onCancel) {
  return reasonForm(alert, { path: "reopen", told: "told_reopened", deed: t("alert.deed.reopen"), onCancel })
}

/** @param {Alert} alert @param {{ path: string, told: string, deed: string, onCancel: () => void }} form */
function reasonForm(alert, { path, told, deed, onCancel }) {
  const said = (/** @type {Record<string, string>} */ { reason }) => ({ reason })
  return deedForm(
    { alert, path, told, onCancel, deed, said },
    (errors) =>
      field({ name: "reason", label: t("alert.reason_label"), errors }, "textarea", { rows: 3, required: true }),
  )
}
