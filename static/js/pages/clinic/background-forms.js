/** The forms for trials of treatment, adjunct treatments and earlier TMS. */

import { post } from "../../api.js"
import { choices, field, optionsOf } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, numberOrNull, textOrNull } from "./forms.js"
import { clinicZone, tellAndReload } from "./frame.js"

/**
 * @typedef {import("./background.js").Trial} Trial
 * @typedef {import("./background.js").Adjunct} Adjunct
 * @typedef {import("./background.js").Prior} Prior
 * @typedef {(said: Record<string, unknown>) => Promise<void>} Save
 * @typedef {import("../../components/clinic/field.js").Errors} Errors
 */

const OUTCOMES = ["no response", "partial response", "response, then relapse", "response", "not tolerated", "not known"]

/** @param {string} name @param {string} group @param {string[]} words @param {string} chosen @param {Errors} errors */
const choiceOf = (name, group, words, chosen, errors) =>
  field(
    { name, label: t(`background.field.${name}`), errors },
    "select",
    { value: chosen },
    optionsOf(
      words.map((value) => ({ value, text: t(`background.${group}.${value.toLowerCase().replace(/[^a-z]+/g, "_")}`) })),
    ),
  )

/** @param {string} name @param {string | number | null | undefined} value @param {Errors} errors @param {Record<string, unknown>} [props] */
const input = (name, value, errors, props = {}) =>
  field(
    { name, label: t(`background.field.${name}`), errors },
    "input",
    { type: "text", autocomplete: "off", value: value === null || value === undefined ? "" : String(value), ...props },
  )

/** @param {{ dose: number | null, dose_unit: string | null } | null} given @param {string} label @param {Errors} errors */
const doseFields = (given, label, errors) => [
  field({ name: "dose", label, errors }, "input", {
    type: "number",
    step: "any",
    min: 0,
    inputmode: "decimal",
    value: given?.dose === null || given === null ? "" : String(given.dose),
  }),
  input("dose_unit", given === null ? "mg" : given.dose_unit, errors),
]

/** @param {boolean} needed @param {Errors} errors */
const why = (needed, errors) =>
  needed &&
  field({ name: "why", label: t("plan.reason"), hint: t("plan.reason_hint"), errors }, "textarea", { rows: 2 })

/** @param {string | undefined} dose @param {string | undefined} unit */
const doseIn = (dose, unit) => ({
  dose: numberOrNull(dose),
  dose_unit: numberOrNull(dose) === null ? null : textOrNull(unit),
})

/** @param {Trial | null} trial @param {() => void} onCancel @param {Save} save */
export function trialForm(trial, onCancel, save) {
  const sending = newSending(), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t("background.save"),
      async submit(values) {
        const said = {
          kind: values.kind,
          name: values.name,
          drug_class: textOrNull(values.drug_class),
          ...doseIn(values.dose, values.dose_unit),
          started: textOrNull(values.started),
          stopped: textOrNull(values.stopped),
          adequate: values.adequate,
          outcome: values.outcome,
          reason: textOrNull(values.reason),
        }
        await save(trial ? { ...said, why: values.why } : said)
      },
    },
    h(
      "div",
      { class: "row" },
      choiceOf("kind", "kind", ["medication", "psychotherapy", "ECT", "other"], trial?.kind ?? "medication", errors),
      input("name", trial?.name, errors),
      input("drug_class", trial?.drug_class, errors),
    ),
    h("div", { class: "row" }, doseFields(trial, t("background.field.max_dose"), errors)),
    h(
      "div",
      { class: "row" },
      field(
        { name: "started", label: t("background.field.started"), hint: t("background.partial_day"), errors },
        "input",
        {
          type: "text",
          autocomplete: "off",
          value: trial?.started ?? "",
        },
      ),
      field(
        { name: "stopped", label: t("background.field.stopped"), hint: t("background.partial_day"), errors },
        "input",
        {
          type: "text",
          autocomplete: "off",
          value: trial?.stopped ?? "",
        },
      ),
    ),
    h(
      "div",
      { class: "row" },
      choiceOf("adequate", "adequate", ["yes", "no", "not known"], trial?.adequate ?? "not known", errors),
      choiceOf("outcome", "outcome", OUTCOMES, trial?.outcome ?? "no response", errors),
    ),
    input("reason", trial?.reason, errors),
    why(trial !== null, errors),
  )
}

/** @param {Adjunct | null} adjunct @param {() => void} onCancel @param {Save} save */
export function adjunctForm(adjunct, onCancel, save) {
  const sending = newSending(), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t("background.save"),
      async submit(values) {
        const said = {
          kind: values.kind,
          name: values.name,
          ...doseIn(values.dose, values.dose_unit),
          started_on: textOrNull(values.started_on),
          stopped_on: textOrNull(values.stopped_on),
          note: textOrNull(values.note),
        }
        await save(adjunct ? { ...said, why: values.why } : said)
      },
    },
    h(
      "div",
      { class: "row" },
      choiceOf("kind", "kind", ["medication", "psychotherapy", "other"], adjunct?.kind ?? "medication", errors),
      input("name", adjunct?.name, errors),
    ),
    h("div", { class: "row" }, doseFields(adjunct, t("background.field.dose"), errors)),
    h(
      "div",
      { class: "row" },
      input("started_on", adjunct?.started_on, errors, { type: "date" }),
      input("stopped_on", adjunct?.stopped_on, errors, { type: "date" }),
    ),
    input("note", adjunct?.note, errors),
    why(adjunct !== null, errors),
  )
}

/** @param {Adjunct} adjunct @param {() => void} onCancel */
export function doseForm(adjunct, onCancel) {
  const sending = newSending(), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t("background.change_dose"),
      async submit({ on, dose, dose_unit }) {
        await post(`/api/adjuncts/${adjunct.id}/dose`, { on, dose: numberOrNull(dose), dose_unit })
        await tellAndReload(t("background.told"))
      },
    },
    h(
      "div",
      { class: "row" },
      field({ name: "on", label: t("background.field.dose_from"), errors }, "input", {
        type: "date",
        value: dayIn(new Date(), clinicZone()),
      }),
      doseFields(adjunct, t("background.field.dose"), errors),
    ),
  )
}

/** @param {Prior | null} prior @param {() => void} onCancel @param {Save} save */
export function priorForm(prior, onCancel, save) {
  const sending = newSending(), { errors } = sending, had = signal(prior?.had ?? false)
  return formOf(
    {
      sending,
      onCancel,
      deed: t("background.save"),
      async submit(values) {
        const has = values.had === "yes"
        await save({
          had: has,
          when: has ? textOrNull(values.when) : null,
          device: has ? textOrNull(values.device) : null,
          sessions: has ? numberOrNull(values.sessions) : null,
          best_change_percent: has ? numberOrNull(values.best_change_percent) : null,
          note: textOrNull(values.note),
          why: prior ? values.why : null,
        })
      },
    },
    choices(
      { name: "had", label: t("background.had"), errors },
      ["yes", "no"].map((value) => ({ value, text: t(`background.had.${value}`) })),
      had.peek() ? "yes" : "no",
      (value) => had.value = value === "yes",
    ),
    h(
      "div",
      { class: "stack", hidden: () => !had.value },
      h(
        "div",
        { class: "row" },
        field({ name: "when", label: t("background.prior.when"), hint: t("background.partial_day"), errors }, "input", {
          type: "text",
          autocomplete: "off",
          value: prior?.when ?? "",
        }),
        input("device", prior?.device, errors),
      ),
      h(
        "div",
        { class: "row" },
        input("sessions", prior?.sessions, errors, { type: "number", min: 1, inputmode: "numeric" }),
        field(
          {
            name: "best_change_percent",
            label: t("background.prior.best_change"),
            hint: t("background.best_change_hint"),
            errors,
          },
          "input",
          {
            type: "number",
            min: -100,
            max: 100,
            inputmode: "numeric",
            value: prior === null || prior.best_change_percent === null ? "" : String(prior.best_change_percent),
          },
        ),
      ),
    ),
    input("note", prior?.note, errors),
    why(prior !== null, errors),
  )
}
