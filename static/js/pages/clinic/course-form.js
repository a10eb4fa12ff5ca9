/** The fields by which a course is planned, for a new patient and for a further course. */

import { choices, field, optionsOf } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { term } from "../../components/clinic/terms.js"
import { computed, h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { numberOrNull, textOrNull } from "./forms.js"
import { clinicZone } from "./frame.js"
import { parameterFields, parametersIn } from "./plan-details.js"

/**
 * @typedef {{
 *   key: string, name: string, sessions: number, coil: string | null, coil_type: string, target: string,
 *   indications: string[]
 * }} Protocol
 * @typedef {{ key: string, title: string, on_label: string[], codes: { code: string, title: string }[] }} Indication
 * @typedef {{ indications: Indication[], protocols: Protocol[], coil_types: string[] }} Choices
 */

const OWN = "own"

/** @param {Choices} offered @param {import("../../components/clinic/field.js").Errors} errors */
export function courseFields({ indications, protocols, coil_types }, errors) {
  const indication = signal(indications[0]?.key ?? ""), chosen = signal("")
  const treated = computed(() => indications.find(({ key }) => key === indication.value))
  const fitting = computed(() => protocols.filter((protocol) => protocol.indications.includes(indication.value)))
  const protocol = computed(() => fitting.value.find(({ key }) => key === chosen.value))
  const today = dayIn(new Date(), clinicZone())
  const text = (/** @type {string} */ name, /** @type {string} */ label) =>
    field({ name, label: t(label), errors }, "input", { type: "text", autocomplete: "off" })
  return [
    h(
      "div",
      { class: "row" },
      field({ name: "indication", label: t("patient.indication"), errors }, "select", {
        value: indication.peek(),
        onchange: (/** @type {Event & { target: HTMLSelectElement }} */ { target }) => indication.value = target.value,
      }, optionsOf(indications.map(({ key, title }) => ({ value: key, text: term(title) })))),
      () =>
        field(
          { name: "protocol", label: t("patient.protocol"), errors },
          "select",
          {
            onchange: (/** @type {Event & { target: HTMLSelectElement }} */ { target }) => chosen.value = target.value,
          },
          h("option", { value: "" }, t("desk.choose")),
          optionsOf(
            fitting.value.map(({ key, name }) => ({ value: key, text: protocolText(treated.value, key, term(name)) })),
          ),
        ),
    ),
    h(
      "div",
      { class: "row" },
      field(
        { name: "started_on", label: t("patient.started_on"), hint: t("patient.started_on_hint"), errors },
        "input",
        { type: "date", value: today },
      ),
      field(
        { name: "planned_sessions", label: t("patient.planned"), hint: t("patient.planned_hint"), errors },
        "input",
        {
          type: "number",
          inputmode: "numeric",
          min: 1,
          value: () => String(protocol.value?.sessions ?? ""),
        },
      ),
      field(
        { name: "authorised_sessions", label: t("patient.authorised"), hint: t("patient.authorised_hint"), errors },
        "input",
        {
          type: "number",
          inputmode: "numeric",
          min: 0,
        },
      ),
    ),
    h(
      "div",
      { class: "row" },
      text("device", "plan.field.device"),
      field(
        { name: "coil_type", label: t("plan.field.coil_type"), hint: t("plan.coil_type_hint"), errors },
        "select",
        { value: () => protocol.value?.coil_type ?? "" },
        h("option", { value: "" }, t("desk.choose")),
        optionsOf(coil_types.map((value) => ({ value, text: value }))),
      ),
      text("coil", "plan.field.coil_model"),
      text("coil_serial", "plan.field.coil_serial"),
    ),
    h(
      "div",
      { class: "row" },
      field({ name: "icd10", label: t("plan.field.icd10"), hint: t("plan.icd10_hint"), errors }, "input", {
        type: "text",
        autocomplete: "off",
        list: "icd10-codes",
      }),
      () =>
        h(
          "datalist",
          { id: "icd10-codes" },
          (treated.value?.codes ?? []).map(({ code, title }) => h("option", { value: code }, title)),
        ),
      field({ name: "episode_start", label: t("plan.field.episode_start"), errors }, "input", { type: "date" }),
      text("physician", "plan.field.physician"),
    ),
    h("div", { hidden: () => chosen.value !== OWN }, parameterFields(undefined, errors)),
    choices(
      { name: "mood_scale", label: t("patient.mood_scale"), hint: t("patient.mood_scale_hint"), errors },
      ["eleven", "faces"].map((value) => ({ value, text: t(`course.scale.${value}`) })),
      "eleven",
    ),
  ]
}

/** A protocol with what its label says. @param {Indication | undefined} treated @param {string} key @param {string} name */
const protocolText = (treated, key, name) =>
  key === OWN ? name : `${name} (${t(treated?.on_label.includes(key) ? "plan.label.true" : "plan.label.false")})`

/** The request for a course. @param {Record<string, string>} values of courseFields */
export const courseIn = (values) => ({
  indication: values.indication,
  protocol: values.protocol,
  started_on: textOrNull(values.started_on),
  mood_scale: values.mood_scale,
  device: textOrNull(values.device),
  coil: textOrNull(values.coil),
  coil_type: textOrNull(values.coil_type),
  coil_serial: textOrNull(values.coil_serial),
  icd10: textOrNull(values.icd10)?.toUpperCase() ?? null,
  episode_start: textOrNull(values.episode_start),
  physician: textOrNull(values.physician),
  parameters: values.protocol === OWN ? [parametersIn(values)] : null,
  planned_sessions: numberOrNull(values.planned_sessions),
  authorised_sessions: numberOrNull(values.authorised_sessions),
  treatment_days: null,
})
