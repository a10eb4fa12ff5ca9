/** The motor thresholds of a course, newest first: recorded, determined again with a reason, corrected. */

import { post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, numberOrNull, textOrNull } from "./forms.js"
import { clinicZone, tellAndReload } from "./frame.js"
import { thresholdText } from "./session-form.js"

/** @typedef {import("./session-form.js").MotorThreshold} MotorThreshold */

const UNITS = ["% MSO", "SMT"]
const TYPES = ["rMT hand", "rMT foot", "aMT"]
const METHODS = ["visual", "EMG", "estimate"]

/** @param {import("./sessions.js").SessionsSheet} sheet */
export function thresholds({ course_id, thresholds }) {
  const open = signal(/** @type {string | null} */ (null)), close = () => open.value = null
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("threshold.title")),
    thresholds.length
      ? h(
        "ul",
        { class: "lines small num" },
        thresholds.map((each) =>
          h(
            "li",
            null,
            thresholdText(each),
            each.reason && h("span", { class: "muted" }, ` · ${each.reason}`),
            " ",
            h("button", { type: "button", class: "link no-print", onclick: () => open.value = each.id }, [
              t("sessions.correct"),
              h("span", { class: "unseen" }, ` ${thresholdText(each)}`),
            ]),
            () => open.value === each.id && thresholdForm({ course_id, each, again: each.reason !== null, close }),
          )
        ),
      )
      : h("p", { class: "small muted" }, t("threshold.none")),
    h("button", {
      type: "button",
      class: "link no-print",
      "aria-expanded": () => String(open.value === "new"),
      onclick: () => open.value = open.peek() === "new" ? null : "new",
    }, t(thresholds.length ? "threshold.again" : "threshold.record")),
    () => open.value === "new" && thresholdForm({ course_id, each: null, again: thresholds.length > 0, close }),
  )
}

/**
 * @param {{ course_id: string, each: MotorThreshold | null, again: boolean, close: () => void }} about each: the one that is
 *   corrected; again: it is not the first, and says why
 */
function thresholdForm({ course_id, each, again, close }) {
  const sending = newSending((name) => name.replace(/^changes\./, "")), { errors } = sending, id = crypto.randomUUID()
  const today = dayIn(new Date(), clinicZone())
  const choice = (/** @type {"unit" | "type" | "method"} */ name, /** @type {string[]} */ values) =>
    field(
      { name, label: t(`threshold.${name}`), errors },
      "select",
      { value: each?.[name] ?? values[0] },
      optionsOf(values.map((value) => ({ value, text: name === "method" ? t(`threshold.method.${value}`) : value }))),
    )
  return formOf(
    {
      sending,
      onCancel: close,
      deed: t("threshold.save"),
      async submit(values) {
        const said = {
          value: numberOrNull(values.value),
          unit: values.unit,
          type: values.type,
          method: values.method,
          measured_on: values.measured_on,
          reason: textOrNull(values.reason),
        }
        if (each) await post(`/api/thresholds/${each.id}/correct`, { changes: said, reason: values.why })
        else await post(`/api/courses/${course_id}/thresholds`, { ...said, id })
        await tellAndReload(t("threshold.told"))
      },
    },
    h(
      "div",
      { class: "row is-tight" },
      field({ name: "value", label: t("threshold.value"), errors }, "input", {
        type: "number",
        inputmode: "decimal",
        step: "any",
        value: each?.value ?? "",
      }),
      choice("unit", UNITS),
      choice("type", TYPES),
      choice("method", METHODS),
      field({ name: "measured_on", label: t("threshold.measured_on"), errors }, "input", {
        type: "date",
        value: each?.measured_on ?? today,
        max: today,
      }),
    ),
    again &&
      field({ name: "reason", label: t("threshold.reason"), hint: t("threshold.reason_hint"), errors }, "input", {
        type: "text",
        value: each?.reason ?? "",
      }),
    each &&
      field({ name: "why", label: t("sessions.why"), hint: t("sessions.why_hint"), errors }, "textarea", { rows: 2 }),
  )
}
