/** A new patient in one go: who it is, which course, and the invitation to the phone. */

import { get, post, Problem } from "../../api.js"
import { choices, field, optionsOf } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { invitationCard } from "../../components/clinic/invitation-card.js"
import { computed, h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, numberOrNull, textOrNull } from "./forms.js"
import { clinicZone, desk, isClinician, prepareDesk } from "./frame.js"

/**
 * @typedef {{ key: string, name: string, sessions: number, coil: string | null, target: string, indications: string[] }} Protocol
 * @typedef {{ indications: { key: string, title: string }[], protocols: Protocol[] }} Choices
 * @typedef {import("../../components/clinic/invitation-card.js").Invitation} Invitation
 * @typedef {{ name: string, course_id: string, invitation: Invitation }} Added
 */

export default async function newPatient() {
  await prepareDesk()
  if (!isClinician()) return { title: t("patient.title"), view: () => desk("new_patient", notYours()) }
  const offered = /** @type {Choices} */ (await get("/api/choices"))
  const added = signal(/** @type {Added | null} */ (null))
  return {
    title: t("patient.title"),
    view: () => desk("new_patient", () => added.value ? done(added.value) : page(offered, added)),
  }
}

/** A patient without a course would be found on no page, so who plans the course also adds the patient. */
const notYours = () => [h("h1", null, t("patient.title")), h("p", null, t("patient.by_clinician"))]

/** @param {Choices} offered @param {import("../../dom.js").Signal<Added | null>} added */
function page(offered, added) {
  const sending = newSending(), steps = stepsOf()
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("h1", null, t("patient.title")),
        h("p", { class: "muted" }, t("patient.about")),
      ),
    ),
    h(
      "div",
      { class: "card form-card" },
      formOf(
        {
          sending,
          deed: t("patient.add"),
          async submit(values) {
            added.value = await steps.take(values)
            document.querySelector("h1")?.focus()
          },
        },
        h("fieldset", { class: "part", disabled: () => steps.patient.value !== null }, personFields(sending.errors)),
        h("p", { class: "small muted", role: "status", hidden: () => steps.patient.value === null }, t("patient.kept")),
        h(
          "fieldset",
          { class: "part", disabled: () => steps.course.value !== null },
          courseFields(offered, sending.errors),
        ),
      ),
    ),
  ]
}

/**
 * Three requests that may fail one by one: what was stored once is not sent again when the button is pressed again.
 */
function stepsOf() {
  const patient = signal(/** @type {{ id: string, name: string } | null} */ (null))
  const course = signal(/** @type {string | null} */ (null))
  return {
    patient,
    course,
    /** @param {Record<string, string>} values @returns {Promise<Added>} */
    async take(values) {
      // Asked for before anything is stored, and never chosen by default: protocols differ in what they do.
      if (!values.protocol && !course.peek()) {
        throw new Problem("refused", { message: t("patient.choose_protocol"), details: { field: "protocol" } })
      }
      if (!patient.peek()) {
        const { id } = await post("/api/patients", {
          name: values.name.trim(),
          number: textOrNull(values.number),
          birth_date: textOrNull(values.birth_date),
          sex: textOrNull(values.sex),
          zone: null,
          language: null,
        })
        patient.value = { id, name: values.name.trim() }
      }
      const { id, name } = /** @type {{ id: string, name: string }} */ (patient.peek())
      if (!course.peek()) {
        course.value = (await post(`/api/patients/${id}/courses`, {
          indication: values.indication,
          protocol: values.protocol,
          started_on: values.started_on,
          mood_scale: values.mood_scale,
          device: textOrNull(values.device),
          coil: textOrNull(values.coil),
          planned_sessions: numberOrNull(values.planned_sessions),
          authorised_sessions: numberOrNull(values.authorised_sessions),
          treatment_days: null,
        })).id
      }
      const invitation = await post(`/api/patients/${id}/invitations`, {})
      return { name, course_id: /** @type {string} */ (course.peek()), invitation }
    },
  }
}

/** @param {import("../../components/clinic/field.js").Errors} errors */
function personFields(errors) {
  return [
    h("legend", null, t("patient.person")),
    h(
      "div",
      { class: "row" },
      field({ name: "name", label: t("patient.name"), errors }, "input", {
        type: "text",
        autocomplete: "off",
        required: true,
      }),
      field({ name: "number", label: t("patient.number"), hint: t("patient.number_hint"), errors }, "input", {
        type: "text",
        autocomplete: "off",
      }),
    ),
    h(
      "div",
      { class: "row" },
      field({ name: "birth_date", label: t("patient.birth_date"), errors }, "input", { type: "date" }),
      field(
        { name: "sex", label: t("patient.sex"), errors },
        "select",
        {},
        h("option", { value: "" }, t("patient.sex.unknown")),
        optionsOf(["female", "male", "other"].map((value) => ({ value, text: t(`patient.sex.${value}`) }))),
      ),
    ),
  ]
}

/** @param {Choices} offered @param {import("../../components/clinic/field.js").Errors} errors */
function courseFields({ indications, protocols }, errors) {
  const indication = signal(indications[0]?.key ?? ""), chosen = signal("")
  const fitting = computed(() => protocols.filter((protocol) => protocol.indications.includes(indication.value)))
  const protocol = computed(() => fitting.value.find(({ key }) => key === chosen.value))
  const today = dayIn(new Date(), clinicZone())
  return [
    h("legend", null, t("patient.course")),
    h(
      "div",
      { class: "row" },
      field({ name: "indication", label: t("patient.indication"), errors }, "select", {
        value: indication.peek(),
        onchange: (/** @type {Event & { target: HTMLSelectElement }} */ { target }) => indication.value = target.value,
      }, optionsOf(indications.map(({ key, title }) => ({ value: key, text: title })))),
      () =>
        field(
          { name: "protocol", label: t("patient.protocol"), errors },
          "select",
          {
            onchange: (/** @type {Event & { target: HTMLSelectElement }} */ { target }) => chosen.value = target.value,
          },
          h("option", { value: "" }, t("desk.choose")),
          optionsOf(fitting.value.map(({ key, name }) => ({ value: key, text: name }))),
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
      field({ name: "device", label: t("patient.device"), errors }, "input", { type: "text", autocomplete: "off" }),
      field({ name: "coil", label: t("patient.coil"), errors }, "input", {
        type: "text",
        autocomplete: "off",
        value: () => protocol.value?.coil ?? "",
      }),
    ),
    choices(
      { name: "mood_scale", label: t("patient.mood_scale"), hint: t("patient.mood_scale_hint"), errors },
      ["eleven", "faces"].map((value) => ({ value, text: t(`course.scale.${value}`) })),
      "eleven",
    ),
  ]
}

/** @param {Added} added */
function done({ name, course_id, invitation }) {
  return [
    h("div", { class: "page-head" }, h("h1", { tabindex: -1 }, t("patient.done", { name }))),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("invitation.title")),
      invitationCard(invitation, { name, zone: clinicZone(), now: new Date() }),
    ),
    h(
      "p",
      { class: "deeds no-print" },
      h("a", { class: "button", href: `/app/courses/${course_id}` }, t("patient.to_course")),
      h("button", { type: "button", class: "button plain", onclick: () => print() }, t("patient.print")),
    ),
  ]
}
