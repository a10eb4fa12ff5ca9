/** What is known and planned of a course beside its days: diagnosis, device, coil, protocol, parameters. */

import { post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { term } from "../../components/clinic/terms.js"
import { h, signal } from "../../dom.js"
import { day, t } from "../../translate.js"
import { formOf, newSending, numberOrNull, textOrNull } from "./forms.js"
import { isClinician, tellAndReload } from "./frame.js"

/**
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {{ key: string, title: string, codes: { code: string, title: string }[] }} IndicationChoice
 * @typedef {{
 *   indications: IndicationChoice[], protocols: { key: string, name: string, indications: string[] }[],
 *   coil_types: string[]
 * }} Choices
 */

const OWN = "own"

/** @param {Plan} plan @param {Choices} offered */
export function detailsCard(plan, offered) {
  const { course, title, protocol_name, label } = plan
  const code = codesOf(offered, course.indication).find((each) => each.code === course.icd10)
  const coil = [course.coil_type, course.coil !== course.coil_type && course.coil].filter(Boolean).join(", ")
  const rows = [
    ["indication", term(title)],
    ["icd10", course.icd10 && [course.icd10, code?.title].filter(Boolean).join(": ")],
    [
      "label",
      course.on_label === null
        ? null
        : [t(`plan.label.${course.on_label}`), label && term(label)].filter(Boolean).join(", "),
    ],
    ["protocol", term(protocol_name)],
    ["parameters", course.parameters?.map(stimulationText).join("; ")],
    ["episode_start", course.episode_start && day(course.episode_start, "full")],
    ["physician", course.physician],
    ["device", course.device],
    ["coil", coil],
    ["coil_serial", course.coil_serial],
    ["planned_sessions", String(course.planned_sessions)],
  ]
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("plan.details")),
    h(
      "dl",
      { class: "pairs small num" },
      rows.filter(([name, value]) => value || name !== "parameters").map(([name, value]) => [
        h("dt", { class: "muted" }, t(`plan.field.${name}`)),
        h("dd", null, value || t("plan.not_recorded")),
      ]),
    ),
    isClinician() && opener(t("plan.details.change"), (close) => detailsForm(plan, offered, close)),
  )
}

/** @param {Choices} offered @param {string} indication */
const codesOf = ({ indications }, indication) => indications.find(({ key }) => key === indication)?.codes ?? []

/** @param {import("./plan.js").Stimulation} stimulation */
const stimulationText = ({ target, pattern, frequency_hz, pulses, intensity_percent, intensity_of }) =>
  t("plan.stimulation", {
    target,
    pattern,
    frequency: String(frequency_hz),
    pulses: String(pulses),
    percent: String(intensity_percent),
    of: intensity_of,
  })

/** @param {Plan} plan @param {Choices} offered @param {() => void} onCancel */
function detailsForm({ course, patient }, offered, onCancel) {
  const sending = newSending((name) => name.startsWith("parameters") ? "pulses" : name), { errors } = sending
  const indication = signal(course.indication),
    protocol = signal(course.protocol),
    own = signal(course.parameters !== null)
  const first = course.parameters?.[0]
  const text = (/** @type {"physician" | "device" | "coil" | "coil_serial"} */ name) =>
    field({ name, label: t(`plan.field.${name === "coil" ? "coil_model" : name}`), errors }, "input", {
      type: "text",
      autocomplete: "off",
      value: course[name] ?? "",
    })
  return formOf(
    {
      sending,
      onCancel,
      deed: t("plan.details.save"),
      async submit(values) {
        await post(`/api/courses/${course.id}/change`, {
          indication: values.indication,
          protocol: values.protocol,
          icd10: textOrNull(values.icd10)?.toUpperCase() ?? null,
          episode_start: textOrNull(values.episode_start),
          physician: textOrNull(values.physician),
          device: textOrNull(values.device),
          coil: textOrNull(values.coil),
          coil_type: textOrNull(values.coil_type),
          coil_serial: textOrNull(values.coil_serial),
          parameters: own.peek() || values.protocol === OWN
            ? [parametersIn(values), ...(course.parameters ?? []).slice(1)]
            : null,
          reason: values.reason,
        })
        await tellAndReload(t("plan.told.details", { name: patient }))
      },
    },
    h(
      "div",
      { class: "row" },
      field({ name: "indication", label: t("plan.field.indication"), errors }, "select", {
        value: course.indication,
        onchange: (/** @type {Event & { target: HTMLSelectElement }} */ { target }) => indication.value = target.value,
      }, optionsOf(offered.indications.map(({ key, title }) => ({ value: key, text: term(title) })))),
      field(
        { name: "icd10", label: t("plan.field.icd10"), hint: t("plan.icd10_hint"), errors },
        "input",
        { type: "text", autocomplete: "off", list: "icd10-codes", value: course.icd10 ?? "" },
      ),
      () =>
        h(
          "datalist",
          { id: "icd10-codes" },
          codesOf(offered, indication.value).map(({ code, title }) => h("option", { value: code }, title)),
        ),
    ),
    h(
      "div",
      { class: "row" },
      () =>
        field(
          { name: "protocol", label: t("plan.field.protocol"), errors },
          "select",
          {
            value: protocol.peek(),
            onchange: (/** @type {Event & { target: HTMLSelectElement }} */ { target }) =>
              protocol.value = target.value,
          },
          optionsOf(
            offered.protocols.filter(({ key, indications }) =>
              indications.includes(indication.value) || key === course.protocol
            ).map(({ key, name }) => ({ value: key, text: term(name) })),
          ),
        ),
      field({ name: "episode_start", label: t("plan.field.episode_start"), errors }, "input", {
        type: "date",
        value: course.episode_start ?? "",
        max: course.started_on,
      }),
    ),
    h("label", { class: "choice" }, [
      h("input", {
        type: "checkbox",
        checked: own.peek(),
        disabled: () => protocol.value === OWN,
        onchange: (/** @type {Event & { target: HTMLInputElement }} */ { target }) => own.value = target.checked,
      }),
      h("span", null, t("plan.own_parameters")),
    ]),
    h("div", { hidden: () => !own.value && protocol.value !== OWN }, parameterFields(first, errors)),
    h("div", { class: "row" }, text("physician"), text("device")),
    h(
      "div",
      { class: "row" },
      field(
        { name: "coil_type", label: t("plan.field.coil_type"), hint: t("plan.coil_type_hint"), errors },
        "select",
        { value: course.coil_type ?? "" },
        h("option", { value: "" }, t("desk.choose")),
        optionsOf(offered.coil_types.map((value) => ({ value, text: value }))),
      ),
      text("coil"),
      text("coil_serial"),
    ),
    field({ name: "reason", label: t("plan.reason"), hint: t("plan.reason_hint"), errors }, "textarea", { rows: 2 }),
  )
}

/**
 * @param {import("./plan.js").Stimulation | undefined} first
 * @param {import("../../components/clinic/field.js").Errors} errors
 */
export function parameterFields(first, errors) {
  const number = (/** @type {string} */ name, /** @type {number | null | undefined} */ value, step = "1") =>
    field({ name, label: t(`plan.parameter.${name}`), errors }, "input", {
      type: "number",
      inputmode: "decimal",
      step,
      value: value === null || value === undefined ? "" : String(value),
    })
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "row" },
      field({ name: "target", label: t("plan.parameter.target"), errors }, "input", {
        type: "text",
        autocomplete: "off",
        value: first?.target ?? "",
      }),
      field(
        { name: "pattern", label: t("plan.parameter.pattern"), errors },
        "select",
        { value: first?.pattern ?? "rTMS" },
        optionsOf(["rTMS", "iTBS"].map((value) => ({ value, text: value }))),
      ),
      number("frequency_hz", first?.frequency_hz, "any"),
    ),
    h(
      "div",
      { class: "row" },
      number("trains", first?.trains),
      number("pulses_per_train", first?.pulses_per_train),
      number("pause_seconds", first?.pause_seconds, "any"),
      number("pulses", first?.pulses),
    ),
    h(
      "div",
      { class: "row" },
      number("intensity_percent", first?.intensity_percent),
      field({ name: "intensity_of", label: t("plan.parameter.intensity_of"), errors }, "input", {
        type: "text",
        autocomplete: "off",
        value: first?.intensity_of ?? t("plan.parameter.usual_threshold"),
      }),
    ),
  )
}

/** @param {Record<string, string>} values of parameterFields */
export const parametersIn = (values) => ({
  target: values.target ?? "",
  pattern: values.pattern,
  frequency_hz: numberOrNull(values.frequency_hz),
  trains: numberOrNull(values.trains),
  pulses_per_train: numberOrNull(values.pulses_per_train),
  pause_seconds: numberOrNull(values.pause_seconds),
  pulses: numberOrNull(values.pulses),
  intensity_percent: numberOrNull(values.intensity_percent),
  intensity_of: values.intensity_of ?? "",
})
