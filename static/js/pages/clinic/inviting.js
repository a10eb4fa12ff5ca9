/** Inviting a patient to the phone: to be scanned here and now, or to be printed and taken home. */

import { post } from "../../api.js"
import { invitationCard } from "../../components/clinic/invitation-card.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { newSending } from "./forms.js"
import { clinicZone } from "./frame.js"

/** @typedef {import("../../components/clinic/invitation-card.js").Invitation} Invitation */

/**
 * The invitation that was made, and the ways to make another one: it ends the one before.
 *
 * @param {{ id: string, name: string }} patient
 * @param {import("../../dom.js").Signal<Invitation | null>} made
 */
export function inviting({ id, name }, made) {
  const sending = newSending()
  const invite = (/** @type {"screen" | "paper"} */ form) =>
    sending.send(async () => {
      made.value = null // nobody is told the code of one that ends now
      made.value = await post(`/api/patients/${id}/invitations`, { form })
    })
  const button = (/** @type {"screen" | "paper"} */ form) =>
    h("button", {
      type: "button",
      class: "button plain",
      "aria-disabled": () => sending.busy.value ? "true" : null,
      onclick: () => invite(form),
    }, t(`invitation.${form}`))
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { role: "status" },
      () => made.value && invitationCard(made.value, { name, zone: clinicZone(), now: new Date() }),
    ),
    h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
    h("p", { class: "small muted no-print" }, t("invitation.which")),
    h("p", { class: "deeds no-print" }, button("screen"), button("paper")),
  )
}
