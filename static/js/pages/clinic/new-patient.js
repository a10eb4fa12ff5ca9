/** A new patient in one go: who it is, which course, and the invitation to the phone. */

import { get, post, Problem } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { h, signal } from "../../dom.js"
import { shownLanguage, t } from "../../translate.js"
import { courseFields, courseIn } from "./course-form.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { desk, isClinician, prepareDesk } from "./frame.js"
import { inviting } from "./inviting.js"
import { lackingNotice, languageFields, newSpoken } from "./spoken.js"

/**
 * @typedef {import("./course-form.js").Choices} Choices
 * @typedef {import("../../components/clinic/invitation-card.js").Invitation} Invitation
 * @typedef {{ id: string, name: string, course_id: string | null, invitation: Invitation, lacking: import("./spoken.js").Lacking[] }} Added
 */

export default async function newPatient() {
  await prepareDesk("plan")
  const [offered, unplanned] = await Promise.all([
    /** @type {Promise<Choices>} */ (get("/api/choices")),
    get("/api/patients"),
  ])
  const added = signal(/** @type {Added | null} */ (null))
  return {
    title: t("patient.title"),
    view: () => desk("new_patient", () => added.value ? done(added.value) : page(offered, added, unplanned.rows)),
  }
}

/**
 * @param {Choices} offered
 * @param {import("../../dom.js").Signal<Added | null>} added
 * @param {{ id: string, name: string, number: string | null }[]} unplanned whom no list of courses shows
 */
function page(offered, added, unplanned) {
  const sending = newSending((name) => name.startsWith("parameters") ? "pulses" : name), steps = stepsOf()
  const spoken = newSpoken()
  const look = (/** @type {Event & { currentTarget: Element }} */ { currentTarget }) => {
    const form = currentTarget.querySelector("form")
    if (form) spoken.look(form)
  }
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("h1", null, t("patient.title")),
        h("p", { class: "muted" }, t(isClinician() ? "patient.about" : "patient.about_technician")),
      ),
    ),
    h(
      "div",
      { class: "card form-card", onchange: look },
      formOf(
        {
          sending,
          deed: t("patient.add"),
          async submit(values, confirmed) {
            added.value = { ...await steps.take(values, confirmed), lacking: spoken.lacking.peek() }
            document.querySelector("h1")?.focus()
          },
        },
        h("fieldset", { class: "part", disabled: () => steps.patient.value !== null }, personFields(sending.errors)),
        h("p", { class: "small muted", role: "status", hidden: () => steps.patient.value === null }, t("patient.kept")),
        h(
          "p",
          { class: "small", hidden: () => steps.patient.value === null },
          () =>
            steps.patient.value && h("a", { href: `/app/patients/${steps.patient.value.id}` }, t("patient.to_person")),
        ),
        isClinician() && h(
          "fieldset",
          { class: "part", disabled: () => steps.course.value !== null },
          h("legend", null, t("patient.course")),
          courseFields(offered, sending.errors),
        ),
        () => lackingNotice(spoken.lacking.value),
      ),
    ),
    unplanned.length > 0 && h(
      "section",
      { class: "card" },
      h("h2", null, t("patient.unplanned")),
      h(
        "ul",
        { class: "lines small" },
        unplanned.map(({ id, name, number }) =>
          h("li", null, h("a", { href: `/app/patients/${id}` }, [name, number].filter(Boolean).join(", ")))
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
    /** @param {Record<string, string>} values @param {string[]} confirmed @returns {Promise<Omit<Added, "lacking">>} */
    async take(values, confirmed) {
      // Asked for before anything is stored, and never chosen by default: protocols differ in what they do.
      if (isClinician() && !values.protocol && !course.peek()) {
        throw new Problem("refused", { message: t("patient.choose_protocol"), details: { field: "protocol" } })
      }
      if (!patient.peek()) {
        const { id } = await post("/api/patients", {
          name: values.name.trim(),
          number: textOrNull(values.number),
          birth_date: textOrNull(values.birth_date),
          sex: textOrNull(values.sex),
          zone: null,
          language: values.language,
          form_language: textOrNull(values.form_language),
          contact: textOrNull(values.contact),
        })
        patient.value = { id, name: values.name.trim() }
      }
      const { id, name } = /** @type {{ id: string, name: string }} */ (patient.peek())
      if (isClinician() && !course.peek()) {
        course.value = (await post(`/api/patients/${id}/courses`, { ...courseIn(values), confirmed })).id
      }
      const invitation = await post(`/api/patients/${id}/invitations`, { form: "screen" })
      return { id, name, course_id: course.peek(), invitation }
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
      field({ name: "contact", label: t("person.contact"), hint: t("person.contact_hint"), errors }, "input", {
        type: "text",
        autocomplete: "off",
      }),
    ),
    languageFields({ language: shownLanguage(), form_language: null }, errors),
  ]
}

/** @param {Added} added */
function done({ id, name, course_id, invitation, lacking }) {
  return [
    h("div", { class: "page-head" }, h("h1", { tabindex: -1 }, t("patient.done", { name }))),
    lackingNotice(lacking),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("invitation.title")),
      inviting({ id, name }, signal(/** @type {Invitation | null} */ (invitation))),
    ),
    h(
      "p",
      { class: "deeds no-print" },
      h(
        "a",
        { class: "button", href: course_id ? `/app/courses/${course_id}` : `/app/patients/${id}` },
        t(course_id ? "patient.to_course" : "patient.to_person"),
      ),
    ),
  ]
}
