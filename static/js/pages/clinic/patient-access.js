/** How a patient gets in: phones, invitations, codes for the record, and ending all of it when a phone is lost. */

import { get, post } from "../../api.js"
import { checkbox, field } from "../../components/clinic/field.js"
import { nearMoment } from "../../components/clinic/figures.js"
import { spoken } from "../../components/clinic/invitation-card.js"
import { opener } from "../../components/clinic/opener.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { clinicZone, tellAndReload } from "./frame.js"
import { inviting } from "./inviting.js"

/**
 * @typedef {{ id: string, label: string | null, created_at: string, last_seen_at: string, is_bound: boolean }} Phone
 * @typedef {{
 *   phones: Phone[], passkeys: number, invitation: { form: string | null, expires_at: string } | null,
 *   revoked_at: string | null, told_at: string | null
 * }} Access
 */

const THINGS = [
  "name",
  "birth date",
  "record number",
  "telephone number or address",
  "identity card",
  "known in person",
]

/** @param {string} id of a patient @returns {Promise<Access>} */
export const accessOf = (id) => get(`/api/patients/${id}/access`)

/** @param {{ id: string, name: string }} patient @param {Access} access */
export function accessCard(patient, access) {
  const made = signal(/** @type {import("../../components/clinic/invitation-card.js").Invitation | null} */ (null))
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("ways.title")),
    h("p", { class: "small muted no-print" }, t("ways.about")),
    h(
      "ul",
      { class: "kept small no-print" },
      access.phones.map(phoneLine),
      access.phones.length === 0 && h("li", { class: "muted" }, t("ways.none")),
      access.passkeys > 0 && h("li", null, t("ways.passkeys", { count: access.passkeys })),
      access.invitation && h("li", null, invitationLine(access.invitation)),
      access.revoked_at && h("li", null, revokedLine(access.revoked_at, access.told_at)),
    ),
    inviting(patient, made),
    opener(t("ways.kiosk"), () => kioskPart(patient)),
    opener(t("ways.code"), () => codePart(patient)),
    opener(t("ways.revoke"), (close) => revokeForm(patient, close)),
  )
}

const near = (/** @type {string} */ at) => nearMoment(at, clinicZone(), new Date())

/** @param {Phone} phone */
const phoneLine = ({ label, created_at, last_seen_at, is_bound }) =>
  h(
    "li",
    null,
    h("strong", null, label ?? t("ways.phone_unknown")),
    " · ",
    t("ways.phone", { since: near(created_at), seen: near(last_seen_at) }),
    is_bound && ` · ${t("ways.phone_bound")}`,
  )

/** @param {{ form: string | null, expires_at: string }} invitation */
const invitationLine = ({ form, expires_at }) => t(`ways.invitation.${form ?? "screen"}`, { at: near(expires_at) })

/** @param {string} at @param {string | null} told */
const revokedLine = (at, told) =>
  told ? t("ways.revoked_told", { at: near(at), told: near(told) }) : t("ways.revoked", { at: near(at) })

/** @param {{ id: string, name: string }} patient */
function codePart({ id, name }) {
  const sending = newSending()
  const issued = signal(/** @type {{ code: string, expires_at: string } | null} */ (null))
  const make = () =>
    sending.send(async () => {
      issued.value = await post(`/api/patients/${id}/codes`, {})
    })
  return h(
    "div",
    { class: "stack" },
    h("p", { class: "small" }, t("ways.code_about", { name })),
    h(
      "p",
      { role: "status" },
      () =>
        issued.value && [
          t("ways.code_told", { name, at: near(issued.value.expires_at) }),
          " ",
          spoken(issued.value.code),
        ],
    ),
    h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
    h("p", null, h("button", { type: "button", class: "button plain", onclick: make }, t("ways.code"))),
  )
}

/** @param {{ id: string, name: string }} patient */
function kioskPart({ id, name }) {
  const sending = newSending()
  const issued = signal(/** @type {{ code: string, expires_at: string } | null} */ (null))
  const make = () =>
    sending.send(async () => {
      issued.value = await post(`/api/patients/${id}/kiosk-codes`, {})
    })
  return h(
    "div",
    { class: "stack" },
    h("p", { class: "small" }, t("ways.kiosk_about", { name })),
    h(
      "p",
      { role: "status" },
      () =>
        issued.value && [
          t("ways.kiosk_told", { name, at: near(issued.value.expires_at) }),
          " ",
          h("strong", { class: "spoken num" }, issued.value.code),
        ],
    ),
    h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
    h("p", null, h("button", { type: "button", class: "button plain", onclick: make }, t("ways.kiosk_make"))),
  )
}

/** @param {{ id: string, name: string }} patient @param {() => void} onCancel */
function revokeForm({ id, name }, onCancel) {
  const sending = newSending(), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t("ways.revoke"),
      async submit(values) {
        const identified_by = THINGS.filter((thing) => values[thing] === "yes")
        await post(`/api/patients/${id}/access/revoke`, { identified_by, reason: values.reason })
        await tellAndReload(t("ways.told_revoked", { name }))
      },
    },
    h("p", { class: "small" }, t("ways.revoke_about", { name })),
    h(
      "fieldset",
      { class: "part" },
      h("legend", null, t("ways.identified")),
      THINGS.map((name) => checkbox({ name, label: t(`ways.identified.${name}`), errors }, false)),
      h(
        "p",
        { class: "problem small", hidden: () => !errors.value.identified_by },
        () => errors.value.identified_by,
      ),
    ),
    field({ name: "reason", label: t("ways.reason"), hint: t("ways.reason_hint"), errors }, "textarea", {
      rows: 2,
    }),
  )
}
