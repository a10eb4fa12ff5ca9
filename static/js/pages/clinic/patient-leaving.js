/** That a patient withdrew or asked to be erased: what it means, recording it, and taking it back. */

import { post } from "../../api.js"
import { choices, field } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { h } from "../../dom.js"
import { day, moment, t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { clinicZone, tellAndReload } from "./frame.js"

/**
 * @typedef {{
 *   patient_id: string, what: "withdraw" | "erase" | null, asked_at: string | null, words: string | null,
 *   asked_by: string | null, withdrawn_at: string | null, answer_by: string | null, answer: string | null
 * }} Leaving
 */

/** Above everything else on the patient's page. @param {Leaving} leaving */
export function leavingBanner(leaving) {
  const { what, asked_at, asked_by, words, answer_by } = leaving
  if (!what || !asked_at) return null
  const at = moment(asked_at, clinicZone())
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t(`left.is.${what}`)),
    h(
      "p",
      null,
      t(asked_by ? "left.by_staff" : "left.by_patient", { at, name: asked_by ?? "" }),
      " ",
      t("left.means"),
      what === "erase" && answer_by && ` ${t("left.answer_by", { on: day(answer_by, "full") })}`,
    ),
    words && h("p", { class: "words" }, `“${words}”`),
    opener(t("left.back"), (close) => backForm(leaving, close)),
  )
}

/** Recording that a patient leaves, at the end of the page. @param {Leaving} leaving */
export function leavingCard(leaving) {
  if (leaving.what === "erase") return null
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("left.title")),
    h("p", { class: "small muted" }, t("left.about")),
    opener(t(leaving.what ? "left.record_erase" : "left.record"), (close) => wishForm(leaving, close)),
  )
}

/** @param {Leaving} leaving @param {() => void} onCancel */
function wishForm({ patient_id, what }, onCancel) {
  const sending = newSending(), { errors } = sending
  const wishes = what ? ["erase"] : ["withdraw", "erase"]
  return formOf(
    {
      sending,
      onCancel,
      deed: t("left.save"),
      async submit(values) {
        await post(`/api/patients/${patient_id}/leave`, { what: values.what, words: textOrNull(values.words) })
        await tellAndReload(t("left.saved"))
      },
    },
    choices(
      { name: "what", label: t("left.what"), errors },
      wishes.map((value) => ({ value, text: t(`left.wish.${value}`), hint: t(`left.wish_about.${value}`) })),
      wishes[0],
    ),
    field({ name: "words", label: t("left.words"), hint: t("left.words_hint"), errors }, "textarea", { rows: 2 }),
  )
}

/** @param {Leaving} leaving @param {() => void} onCancel */
function backForm({ patient_id }, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("left.back_save"),
      async submit({ why }) {
        await post(`/api/patients/${patient_id}/return`, { why })
        await tellAndReload(t("left.back_saved"))
      },
    },
    field({ name: "why", label: t("left.why"), hint: t("left.why_hint"), errors: sending.errors }, "textarea", {
      rows: 2,
    }),
  )
}
