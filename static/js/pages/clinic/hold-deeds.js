/** Placing a hold on a course, and clearing it with a reason. */

import { post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { holdText } from "../../components/clinic/hold-card.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { isClinician, tellAndReload } from "./frame.js"

const KINDS = ["seizure", "fainting", "hearing", "mania", "other"] // the others are placed by the record itself

/**
 * "Place a hold", which opens its form below.
 *
 * @param {string} id of the course
 * @param {string} name of the patient
 */
export function holdPlacing(id, name) {
  const placing = signal(false)
  return h(
    "div",
    { class: "stack no-print" },
    h("button", {
      type: "button",
      class: "link",
      "aria-expanded": () => String(placing.value),
      onclick: () => placing.value = !placing.peek(),
    }, t("hold.place")),
    () => placing.value && placingForm(id, name, () => placing.value = false),
  )
}

/** @param {string} id @param {string} name @param {() => void} onCancel */
function placingForm(id, name, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("hold.place_deed"),
      async submit({ kind, detail }) {
        await post(`/api/courses/${id}/holds`, { kind, detail })
        await tellAndReload(t("hold.told_placed", { name }))
      },
    },
    h("p", { class: "small muted" }, t("hold.about")),
    field(
      { name: "kind", label: t("hold.why"), errors: sending.errors },
      "select",
      {},
      optionsOf(KINDS.map((value) => ({ value, text: holdText(value) }))),
    ),
    field(
      { name: "detail", label: t("hold.detail"), hint: t("hold.detail_hint"), errors: sending.errors },
      "textarea",
      { rows: 3 },
    ),
  )
}

/** What can be done about an open hold. @param {import("../../components/clinic/hold-card.js").Hold} hold */
export function holdDeeds(hold) {
  if (!isClinician()) return h("p", { class: "small muted" }, t("hold.ask_clinician"))
  const clearing = signal(false)
  return h(
    "div",
    { class: "alert-deeds no-print" },
    () => clearing.value && clearingForm(hold, () => clearing.value = false),
    h("button", {
      type: "button",
      class: "button",
      hidden: () => clearing.value,
      onclick: () => clearing.value = true,
    }, t("hold.clear")),
  )
}

/** @param {import("../../components/clinic/hold-card.js").Hold} hold @param {() => void} onCancel */
function clearingForm(hold, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("hold.clear_deed"),
      async submit({ reason }) {
        await post(`/api/holds/${hold.id}/clear`, { reason })
        await tellAndReload(t("hold.told_cleared", { kind: holdText(hold.kind) }))
      },
    },
    field(
      { name: "reason", label: t("hold.reason"), hint: t("hold.reason_hint"), errors: sending.errors },
      "textarea",
      { rows: 3 },
    ),
  )
}
