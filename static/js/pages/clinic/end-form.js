/** Ending a course: when, whether as planned, and why not. */

import { get, post } from "../../api.js"
import { choices, field, optionsOf } from "../../components/clinic/field.js"
import { endReasonText } from "../../components/clinic/course-facts.js"
import { dayIn } from "../../components/clinic/figures.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { clinicZone, tellAndReload } from "./frame.js"

/** @param {import("./course.js").CourseSheet} sheet @param {() => void} onCancel */
export function endForm({ course, patient }, onCancel) {
  const sending = newSending(), state = signal("completed")
  const reasons = signal(/** @type {string[]} */ ([]))
  sending.send(async () => {
    reasons.value = (await get("/api/choices")).end_reasons
  })
  const today = dayIn(new Date(), clinicZone())
  return formOf(
    {
      sending,
      onCancel,
      deed: t("end.deed"),
      async submit({ on, state, reason }) {
        await post(`/api/courses/${course.id}/end`, {
          on,
          state,
          reason: state === "completed" ? null : textOrNull(reason),
        })
        await tellAndReload(t("end.told", { name: patient.name }))
      },
    },
    field({ name: "on", label: t("end.on"), errors: sending.errors }, "input", {
      type: "date",
      value: today,
      min: course.started_on,
      max: today,
      required: true,
    }),
    choices(
      { name: "state", label: t("end.how"), errors: sending.errors },
      ["completed", "discontinued"].map((value) => ({ value, text: t(`end.state.${value}`) })),
      state.peek(),
      (value) => state.value = value,
    ),
    h(
      "div",
      { hidden: () => state.value === "completed" },
      () =>
        field({ name: "reason", label: t("end.reason"), errors: sending.errors }, "select", {}, [
          h("option", { value: "" }, t("desk.choose")),
          optionsOf(reasons.value.map((reason) => ({ value: reason, text: endReasonText(reason) }))),
        ]),
    ),
  )
}
