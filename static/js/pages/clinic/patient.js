/** A patient as a person: facts, consents of guardians, courses, and a further course. */

import { get, post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { term } from "../../components/clinic/terms.js"
import { h } from "../../dom.js"
import { day, languageName, t } from "../../translate.js"
import { courseFields, courseIn } from "./course-form.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { desk, isClinician, prepareDesk, tellAndGo, tellAndReload } from "./frame.js"
import { accessCard, accessOf } from "./patient-access.js"
import { leavingBanner, leavingCard } from "./patient-leaving.js"
import { remindersCard, remindersOf } from "./patient-reminders.js"
import { languageFields } from "./spoken.js"

/**
 * @typedef {{
 *   id: string, name: string, number: string | null, birth_date: string | null, sex: string | null, zone: string,
 *   language: string, form_language: string | null, contact: string | null, died_on: string | null
 * }} Person
 * @typedef {{ id: string, guardian: string, relation: string, given_on: string, recorded_by: string, withdrawn_on: string | null }} Consent
 * @typedef {{
 *   patient_id: string, patient: Person, today: string, age: number | null, age_of_majority: number,
 *   needs_guardian: boolean, consents: Consent[],
 *   courses: { id: string, title: string, protocol: string, state: string, started_on: string, ended_on: string | null }[]
 * }} PatientPage
 */

const ZONES = /** @type {string[]} */ (/** @type {any} */ (Intl).supportedValuesOf?.("timeZone") ?? [])

/** @param {import("../../router.js").Place} place */
export default async function patient({ params: { id } }) {
  const [found, offered, access, leaving, reminders] = await Promise.all([
    /** @type {Promise<PatientPage>} */ (get(`/api/patients/${id}`)),
    get("/api/choices"),
    accessOf(id),
    /** @type {Promise<import("./patient-leaving.js").Leaving>} */ (get(`/api/patients/${id}/leaving`)),
    remindersOf(id),
    prepareDesk("plan", "ways", "leaving", "reminders"),
  ])
  const view = () =>
    desk(
      "courses",
      h(
        "div",
        { class: "page-head" },
        h(
          "div",
          null,
          h("p", { class: "small muted" }, h("a", { href: "/app/caseload" }, t("desk.way.courses"))),
          h("h1", null, found.patient.name),
        ),
      ),
      leavingBanner(leaving),
      h("div", { class: "two" }, factsCard(found), coursesCard(found, offered)),
      !found.patient.died_on && accessCard(found.patient, access),
      !found.patient.died_on && remindersCard(found.patient, reminders),
      (found.needs_guardian || found.consents.length > 0) && guardianCard(found),
      leavingCard(leaving),
    )
  return { title: found.patient.name, view }
}

/** @param {PatientPage} found */
function factsCard(found) {
  const { patient, age } = found
  const rows = /** @type {[string, string | null][]} */ ([
    ["number", patient.number],
    [
      "birth_date",
      patient.birth_date &&
      [day(patient.birth_date, "full"), age !== null && t("person.age", { count: age })].filter(Boolean)
        .join(", "),
    ],
    ["sex", patient.sex && t(`patient.sex.${patient.sex}`)],
    ["zone", patient.zone],
    ["language", languageName(patient.language)],
    patient.form_language && ["form_language", languageName(patient.form_language)],
    ["contact", patient.contact],
    patient.died_on && ["died_on", day(patient.died_on, "full")],
  ].filter(Boolean))
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("person.facts")),
    h(
      "dl",
      { class: "pairs small num" },
      rows.map(([name, value]) => [
        h("dt", { class: "muted" }, t(`person.${name}`)),
        h("dd", null, value || t("plan.not_recorded")),
      ]),
    ),
    opener(t("person.change"), (close) => factsForm(found, close)),
    isClinician() &&
      (patient.died_on
        ? opener(t("person.death_correct"), (close) => deathCorrection(found, close))
        : opener(t("person.death"), (close) => deathForm(found, close))),
  )
}

/** @param {PatientPage} found @param {() => void} onCancel */
function factsForm({ patient }, onCancel) {
  const sending = newSending(), { errors } = sending
  const text = (/** @type {"name" | "number" | "zone" | "contact"} */ name, props = {}) =>
    field({ name, label: t(`person.${name}`), errors }, "input", {
      type: "text",
      autocomplete: "off",
      value: patient[name] ?? "",
      ...props,
    })
  return formOf(
    {
      sending,
      onCancel,
      deed: t("plan.details.save"),
      async submit(values) {
        await post(`/api/patients/${patient.id}/change`, {
          name: values.name,
          number: textOrNull(values.number),
          birth_date: textOrNull(values.birth_date),
          sex: textOrNull(values.sex),
          zone: values.zone,
          language: values.language,
          form_language: textOrNull(values.form_language),
          contact: textOrNull(values.contact),
          reason: values.reason,
        })
        await tellAndReload(t("person.told", { name: values.name }))
      },
    },
    h("div", { class: "row" }, text("name"), text("number")),
    h(
      "div",
      { class: "row" },
      field({ name: "birth_date", label: t("person.birth_date"), errors }, "input", {
        type: "date",
        value: patient.birth_date ?? "",
      }),
      field(
        { name: "sex", label: t("person.sex"), errors },
        "select",
        { value: patient.sex ?? "" },
        h("option", { value: "" }, t("patient.sex.unknown")),
        optionsOf(["female", "male", "other"].map((value) => ({ value, text: t(`patient.sex.${value}`) }))),
      ),
    ),
    languageFields(patient, errors),
    text("zone", { list: "zones" }),
    h("datalist", { id: "zones" }, ZONES.map((zone) => h("option", { value: zone }))),
    text("contact"),
    field({ name: "reason", label: t("plan.reason"), hint: t("plan.reason_hint"), errors }, "textarea", { rows: 2 }),
  )
}

/** @param {PatientPage} found @param {() => void} onCancel */
function deathForm({ patient, today }, onCancel) {
  const sending = newSending(), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t("person.death"),
      async submit({ on, reason }) {
        await post(`/api/patients/${patient.id}/death`, { on, reason: textOrNull(reason) })
        await tellAndReload(t("person.told_death"))
      },
    },
    h("p", { class: "small muted" }, t("person.death_about")),
    field({ name: "on", label: t("person.died_on"), errors }, "input", { type: "date", value: today, max: today }),
    field({ name: "reason", label: t("plan.note"), errors }, "textarea", { rows: 2 }),
  )
}

/** @param {PatientPage} found @param {() => void} onCancel */
function deathCorrection({ patient }, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("person.death_correct"),
      async submit({ reason }) {
        await post(`/api/patients/${patient.id}/death/correct`, { reason })
        await tellAndReload(t("person.told_death_corrected", { name: patient.name }))
      },
    },
    field({ name: "reason", label: t("plan.reason"), errors: sending.errors }, "textarea", { rows: 2 }),
  )
}

/** @param {PatientPage} found @param {import("./course-form.js").Choices} offered */
const coursesCard = ({ patient, courses }, offered) =>
  h(
    "section",
    { class: "card" },
    h("h2", null, t("person.courses")),
    courses.length === 0 && h("p", { class: "small muted" }, t("person.no_courses")),
    h(
      "ul",
      { class: "kept" },
      courses.map(({ id, title, protocol, state, started_on, ended_on }) =>
        h(
          "li",
          null,
          h("p", null, h("a", { href: `/app/courses/${id}` }, term(title)), ` · ${t(`course.state.${state}`)}`),
          h(
            "p",
            { class: "small muted num" },
            [protocol, day(started_on, "full"), ended_on && day(ended_on, "full")].filter(Boolean).join(" · "),
          ),
        )
      ),
    ),
    isClinician() && !patient.died_on &&
      opener(t("person.add_course"), (close) => furtherCourse(patient, offered, close)),
  )

/** @param {Person} patient @param {import("./course-form.js").Choices} offered @param {() => void} onCancel */
function furtherCourse(patient, offered, onCancel) {
  const sending = newSending((name) => name.startsWith("parameters") ? "pulses" : name)
  return formOf(
    {
      sending,
      onCancel,
      deed: t("person.add_course"),
      async submit(values, confirmed) {
        const { id } = await post(`/api/patients/${patient.id}/courses`, { ...courseIn(values), confirmed })
        await tellAndGo(`/app/courses/${id}/plan`, t("person.told_course", { name: patient.name }))
      },
    },
    courseFields(offered, sending.errors),
  )
}

/** @param {PatientPage} found */
const guardianCard = (found) =>
  h(
    "section",
    { class: "card" },
    h("h2", null, t("guardian.title")),
    found.needs_guardian &&
      h("p", { class: "problem small" }, t("guardian.needed", { age: String(found.age_of_majority) })),
    h(
      "ul",
      { class: "kept" },
      found.consents.map((consent) =>
        h(
          "li",
          null,
          h("p", null, h("strong", null, consent.guardian), ` · ${consent.relation}`),
          h(
            "p",
            { class: "small muted num" },
            [
              t("guardian.given", { day: day(consent.given_on, "full"), by: consent.recorded_by }),
              consent.withdrawn_on && t("guardian.withdrawn", { day: day(consent.withdrawn_on, "full") }),
            ].filter(Boolean).join(" · "),
          ),
          !consent.withdrawn_on && opener(t("guardian.withdraw"), (close) => withdrawalForm(consent, close)),
        )
      ),
    ),
    opener(t("guardian.add"), (close) => consentForm(found, close)),
  )

/** @param {PatientPage} found @param {() => void} onCancel */
function consentForm({ patient, today }, onCancel) {
  const sending = newSending(), { errors } = sending
  const text = (/** @type {string} */ name) =>
    field({ name, label: t(`guardian.${name}`), errors }, "input", { type: "text", autocomplete: "off" })
  return formOf(
    {
      sending,
      onCancel,
      deed: t("guardian.save"),
      async submit({ guardian, relation, given_on }) {
        await post(`/api/patients/${patient.id}/guardian-consents`, { guardian, relation, given_on })
        await tellAndReload(t("guardian.told"))
      },
    },
    h("div", { class: "row" }, text("guardian"), text("relation")),
    field({ name: "given_on", label: t("guardian.given_on"), errors }, "input", {
      type: "date",
      value: today,
      max: today,
    }),
  )
}

/** @param {Consent} consent @param {() => void} onCancel */
function withdrawalForm(consent, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("guardian.withdraw"),
      async submit({ why }) {
        await post(`/api/guardian-consents/${consent.id}/withdraw`, { why })
        await tellAndReload(t("guardian.told_withdrawn"))
      },
    },
    field({ name: "why", label: t("plan.reason"), errors: sending.errors }, "textarea", { rows: 2 }),
  )
}
