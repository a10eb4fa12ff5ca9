/** The fields of one session: for the coming one filled in with what is expected, for a past one with what was recorded. */

import { blockFieldOf, blockFields, blockFrom, EMPTY_BLOCK } from "../../components/clinic/block-fields.js"
import { checkbox, choices, field, optionsOf, segments } from "../../components/clinic/field.js"
import { instantAt, timeIn } from "../../components/clinic/figures.js"
import { h, list, signal } from "../../dom.js"
import { day, t } from "../../translate.js"
import { newSending, numberOrNull, textOrNull } from "./forms.js"

/**
 * @typedef {import("../../components/clinic/sessions-table.js").Block} Block
 * @typedef {{ id: string, value: number, unit: string, type: string, method: string, measured_on: string, reason: string | null }} MotorThreshold
 * @typedef {{
 *   number: number, on: string, phase: string | null, session_in_day: number | null, started_at: string | null,
 *   ended_at: string | null, state: string, reason: string | null, device: string | null, coil: string | null,
 *   coil_serial: string | null, threshold_id: string | null, cpt: string | null, ears_patient: boolean | null,
 *   ears_operator: boolean | null, site_pain: number | null, physician: string | null, note: string | null, blocks: Block[]
 * }} SessionValues
 */

const STATES = ["full", "partial", "aborted", "missed"]
const PHASES = ["acute", "taper", "extension", "maintenance"]
const CODES = ["90867", "90868", "90869"]
const PLACES = ["Beam-F3", "5 cm", "5.5 cm", "6 cm", "Neuronavigation", "Cap"]
/** Why a session was missed, and why it was cut short: the server's words. */
const WHY_MISSED = [
  "patient ill",
  "did not come",
  "patient declined",
  "holiday or travel",
  "device",
  "clinic closed or no staff",
  "weather or transport",
  "other",
]
const WHY_CUT = [
  "pain or discomfort",
  "other side effect",
  "seizure or fainting",
  "patient declined",
  "device",
  "clinic closed or no staff",
  "other",
]

/** @param {string} reason as the server names it, "patient ill" */
export const reasonText = (reason) => t(`session.reason.${reason.replace(/[^a-z]+/g, "_")}`)

/**
 * A session's fields and what was typed into them.
 *
 * @param {SessionValues} start what they begin with
 * @param {{ zone: string, threshold: MotorThreshold | null, latest: string }} about threshold: the one that intensities are
 *   set by; latest: the last day that can be chosen
 */
export function sessionForm(start, { zone, threshold, latest }) {
  const state = signal(start.state)
  let made = 0
  const first = start.blocks.length ? start.blocks : [EMPTY_BLOCK]
  const blocks = signal(first.map((block) => ({ block, key: ++made })))
  const sending = newSending((name) => blockFieldOf(name, blocks.peek().map(({ key }) => key))), { errors } = sending
  const given = () => state.value !== "missed"
  return {
    sending,
    fields: [
      choices(
        { name: "state", label: t("session.state"), errors },
        STATES.map((each) => ({ value: each, text: t(`sessions.state.${each}`) })),
        start.state,
        (value) => state.value = value,
      ),
      () => state.value !== "full" && reasonField(start, state.value, errors),
      when(start, { zone, latest, given, errors }),
      h("datalist", { id: "localisations" }, PLACES.map((value) => h("option", { value }))),
      h(
        "div",
        { class: "stack", hidden: () => !given() },
        list(() => blocks.value, ({ key }) => key, (row) =>
          blockFields(row, {
            errors,
            threshold,
            remove: row.key === 1 ? null : () => blocks.value = blocks.peek().filter(({ key }) => key !== row.key),
          })),
        care(start, errors),
      ),
      field({ name: "note", label: t("session.note"), errors }, "textarea", { rows: 1, value: start.note ?? "" }),
      h(
        "div",
        { class: "beside is-apart" },
        more(start, { threshold, errors }),
        h("button", {
          type: "button",
          class: "link",
          hidden: () => !given(),
          onclick: () => blocks.value = [...blocks.peek(), { block: EMPTY_BLOCK, key: ++made }],
        }, t("session.add_block")),
      ),
    ],
    /** @param {Record<string, string>} values as typed @returns {SessionValues | null} null: something is missing, and told */
    take(values) {
      if (values.state !== "full" && !values.reason) {
        errors.value = { reason: t("session.reason_needed") }
        return null
      }
      return valuesFrom(
        values,
        zone,
        values.state === "missed" ? [] : blocks.peek().map(({ key }) => blockFrom(values, key)),
      )
    },
  }
}

/** @typedef {import("../../components/clinic/field.js").Errors} Errors */

/** @param {SessionValues} start @param {string} state @param {Errors} errors */
function reasonField(start, state, errors) {
  const reasons = state === "missed" ? WHY_MISSED : WHY_CUT
  return field({ name: "reason", label: t("session.reason"), errors, class: "narrow" }, "select", {
    value: reasons.includes(start.reason ?? "") ? start.reason : "",
  }, [
    h("option", { value: "" }, t("desk.choose")),
    optionsOf(reasons.map((value) => ({ value, text: reasonText(value) }))),
  ])
}

/** @param {SessionValues} start @param {{ zone: string, latest: string, given: () => boolean, errors: Errors }} about */
function when(start, { zone, latest, given, errors }) {
  const time = (/** @type {"started_at" | "ended_at"} */ name) => {
    const at = start[name]
    return h(
      "div",
      { hidden: () => !given() },
      field({ name, label: t(`session.${name}`), errors }, "input", {
        type: "time",
        value: at ? timeIn(at, zone) : "",
      }),
    )
  }
  return h(
    "div",
    { class: "row is-tight" },
    field({ name: "number", label: t("session.number"), errors }, "input", {
      type: "number",
      inputmode: "numeric",
      min: 1,
      value: String(start.number),
    }),
    field({ name: "on", label: t("session.on"), errors }, "input", { type: "date", value: start.on, max: latest }),
    time("started_at"),
    time("ended_at"),
  )
}

/** How the patient bore it. @param {SessionValues} start @param {Errors} errors */
function care(start, errors) {
  const pain = Array.from({ length: 11 }, (_, value) => ({ value: String(value), text: String(value) }))
  return h(
    "div",
    { class: "beside" },
    segments(
      { name: "site_pain", label: t("session.site_pain_scale"), errors },
      pain,
      start.site_pain === null ? null : String(start.site_pain),
    ),
    h(
      "div",
      null,
      checkbox({ name: "ears_patient", label: t("session.ears_patient"), errors }, start.ears_patient === true),
      checkbox({ name: "ears_operator", label: t("session.ears_operator"), errors }, start.ears_operator === true),
    ),
  )
}

/** What seldom differs from the last time. @param {SessionValues} start @param {{ threshold: MotorThreshold | null, errors: Errors }} about */
function more(start, { threshold, errors }) {
  const words = (/** @type {"device" | "coil" | "coil_serial" | "physician"} */ name) =>
    field({ name, label: t(`session.${name}`), errors }, "input", {
      type: "text",
      autocomplete: "off",
      value: start[name] ?? "",
    })
  const choice = (/** @type {"phase" | "cpt"} */ name, /** @type {{ value: string, text: string }[]} */ options) =>
    field({ name, label: t(`session.${name}`), errors }, "select", { value: start[name] ?? "" }, [
      h("option", { value: "" }, t("session.not_stated")),
      optionsOf(options),
    ])
  return h(
    "details",
    null,
    h("summary", { class: "small" }, t("session.more")),
    threshold && h("p", { class: "small muted num" }, `${t("threshold.title")}: ${thresholdText(threshold)}`),
    h("input", { type: "hidden", name: "threshold_id", value: start.threshold_id ?? "" }),
    h(
      "div",
      { class: "row is-tight" },
      words("device"),
      words("coil"),
      words("coil_serial"),
      choice("phase", PHASES.map((value) => ({ value, text: t(`sessions.phase.${value}`) }))),
      choice("cpt", CODES.map((value) => ({ value, text: t(`session.code.${value}`) }))),
      field({ name: "session_in_day", label: t("session.session_in_day"), errors }, "input", {
        type: "number",
        inputmode: "numeric",
        min: 1,
        max: 12,
        value: start.session_in_day ?? "",
      }),
      words("physician"),
    ),
  )
}

/** "48 % MSO, rMT hand, visual, 20 Nov". @param {MotorThreshold} threshold */
export const thresholdText = ({ value, unit, type, method, measured_on }) =>
  t("session.threshold", {
    value: String(value),
    unit,
    type,
    method: t(`threshold.method.${method}`),
    day: day(measured_on, "full"),
  })

/**
 * @param {Record<string, string>} values
 * @param {string} zone
 * @param {Block[]} blocks
 * @returns {SessionValues}
 */
function valuesFrom(values, zone, blocks) {
  const given = values.state !== "missed"
  const at = (/** @type {string} */ time) => given && time ? instantAt(values.on, time, zone) : null
  return {
    number: numberOrNull(values.number) ?? 0,
    on: values.on,
    state: values.state,
    reason: values.state === "full" ? null : textOrNull(values.reason),
    phase: textOrNull(values.phase),
    session_in_day: given ? numberOrNull(values.session_in_day) : null,
    started_at: at(values.started_at),
    ended_at: at(values.ended_at),
    device: given ? textOrNull(values.device) : null,
    coil: given ? textOrNull(values.coil) : null,
    coil_serial: given ? textOrNull(values.coil_serial) : null,
    threshold_id: given ? textOrNull(values.threshold_id) : null,
    cpt: given ? textOrNull(values.cpt) : null,
    ears_patient: given ? values.ears_patient === "yes" : null,
    ears_operator: given ? values.ears_operator === "yes" : null,
    site_pain: given ? numberOrNull(values.site_pain) : null,
    physician: given ? textOrNull(values.physician) : null,
    note: textOrNull(values.note),
    blocks,
  }
}
