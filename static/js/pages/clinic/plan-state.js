/** The state of a course, what may be done to it, and how it came about. */

import { post } from "../../api.js"
import { endReasonText } from "../../components/clinic/course-facts.js"
import { choices, field, optionsOf } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { h, signal } from "../../dom.js"
import { day, t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { isClinician, tellAndReload } from "./frame.js"

/** @typedef {import("./plan.js").Plan} Plan */

/** @param {Plan} plan @param {{ end_reasons: string[] }} offered */
export function stateCard(plan, offered) {
  const { course, deeds, states, died_on } = plan
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("plan.state")),
    h(
      "dl",
      { class: "pairs small num" },
      [
        [t("course.row.state"), stateText(course)],
        [t("course.row.started"), day(course.started_on, "full")],
        course.ended_on && [t("course.row.ended"), day(course.ended_on, "full")],
      ].filter((each) => Array.isArray(each)).map((
        [name, value],
      ) => [h("dt", { class: "muted" }, name), h("dd", null, value)]),
    ),
    died_on && h("p", { class: "small muted" }, t("plan.state.died", { day: day(died_on, "full") })),
    isClinician() &&
      deeds.map((deed) => opener(t(`plan.deed.${deed}`), (close) => deedForm(plan, offered, deed, close))),
    history(states),
  )
}

/** @param {{ state: string, end_reason: string | null }} course */
const stateText = ({ state, end_reason }) =>
  [t(`course.state.${state}`), end_reason && endReasonText(end_reason)].filter(Boolean).join(", ")

/** @param {Plan["states"]} states */
const history = (states) =>
  states.length > 0 && h(
    "details",
    null,
    h("summary", null, t("plan.state.history")),
    h(
      "ul",
      { class: "lines small num" },
      states.map(({ becomes, on, reason, note, by }) =>
        h(
          "li",
          null,
          [
            t("plan.state.became", { state: t(`course.state.${becomes}`), day: day(on, "full"), by }),
            reason,
            note,
          ].filter(Boolean).join(" · "),
        )
      ),
    ),
  )

/** @param {Plan} plan @param {{ end_reasons: string[] }} offered @param {string} deed @param {() => void} onCancel */
function deedForm({ course, patient, today }, { end_reasons }, deed, onCancel) {
  const sending = newSending(), { errors } = sending, ending = signal("completed")
  return formOf(
    {
      sending,
      onCancel,
      deed: t(`plan.deed.${deed}`),
      async submit(values) {
        const said = { on: values.on, reason: textOrNull(values.reason) }
        const body = {
          reopen: { reason: values.reason },
          end: {
            on: values.on,
            state: values.state,
            reason: values.state === "completed" ? null : textOrNull(values.end_reason),
            note: textOrNull(values.note),
          },
        }[deed] ?? said
        await post(`/api/courses/${course.id}/${deed}`, body)
        await tellAndReload(t(`plan.told.${deed}`, { name: patient }))
      },
    },
    deed !== "reopen" &&
      field({ name: "on", label: t(`plan.deed.${deed}_on`), errors }, "input", {
        type: "date",
        value: today,
        max: today,
      }),
    deed === "end"
      ? [
        choices(
          { name: "state", label: t("end.how"), errors },
          ["completed", "discontinued"].map((value) => ({ value, text: t(`end.state.${value}`) })),
          "completed",
          (value) => ending.value = value,
        ),
        h(
          "div",
          { hidden: () => ending.value === "completed" },
          field(
            { name: "end_reason", label: t("end.reason"), errors },
            "select",
            {},
            h("option", { value: "" }, t("desk.choose")),
            optionsOf(end_reasons.map((value) => ({ value, text: endReasonText(value) }))),
          ),
        ),
        field({ name: "note", label: t("plan.note"), errors }, "textarea", { rows: 2 }),
      ]
      : field(
        { name: "reason", label: t("plan.reason"), hint: t(`plan.deed.${deed}_hint`), errors },
        "textarea",
        { rows: 2 },
      ),
  )
}
