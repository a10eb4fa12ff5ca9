/** How a patient is reminded, what became of it, and a pause by the clinic. */

import { get, post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { ledgerList, phoneList } from "../../components/reminder-ledger.js"
import { h } from "../../dom.js"
import { addSentences, day, t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { clinicZone, tellAndReload } from "./frame.js"

/** @typedef {import("../../components/reminder-ledger.js").Reminders & { held_by: string | null }} PatientReminders */

const SHOWN = 10 // lines; the others open on demand

/** @param {string} id of a patient @returns {Promise<PatientReminders>} */
export async function remindersOf(id) {
  const [found] = await Promise.all([get(`/api/patients/${id}/reminders`), addSentences("reminders")])
  return found
}

/** @param {{ id: string, name: string }} patient @param {PatientReminders} reminders */
export function remindersCard(patient, reminders) {
  const { way, hour, of_clinic, paused_until, held_until, held_by, phones, ledger, email } = reminders
  const newest = ledger.slice(0, SHOWN), older = ledger.slice(SHOWN)
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("reminded.title")),
    h(
      "p",
      null,
      t(`reminded.way.${way}`, { at: hour ?? of_clinic.hour ?? "", address: email ?? "" }),
      paused_until && ` ${t("reminded.paused", { day: day(paused_until) })}`,
      held_until && ` ${t("reminded.held", { day: day(held_until), name: held_by ?? "" })}`,
    ),
    phoneList(phones),
    ledgerList(newest, clinicZone()),
    older.length > 0 &&
      h(
        "details",
        null,
        h("summary", null, t("reminded.older", { count: older.length })),
        ledgerList(older, clinicZone()),
      ),
    h(
      "div",
      { class: "no-print" },
      held_until
        ? opener(t("reminded.go_on"), (close) => holdForm(patient, close, false))
        : opener(t("reminded.hold"), (close) => holdForm(patient, close, true)),
    ),
  )
}

/** @param {{ id: string, name: string }} patient @param {() => void} onCancel @param {boolean} holding */
function holdForm({ id, name }, onCancel, holding) {
  const sending = newSending(), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t(holding ? "reminded.hold" : "reminded.go_on"),
      async submit(values) {
        await post(`/api/patients/${id}/reminders/hold`, { until: holding ? values.until : null })
        await tellAndReload(t(holding ? "reminded.told_held" : "reminded.told_on", { name }))
      },
    },
    h("p", { class: "small" }, t(holding ? "reminded.hold_about" : "reminded.on_about")),
    holding && field({ name: "until", label: t("reminded.until"), errors }, "input", { type: "date", required: true }),
  )
}
