/** The forms of adverse events: reporting one, grading and signing it, and what follows. */

import { post } from "../../api.js"
import { capital } from "../../components/clinic/event-card.js"
import { checkbox, choices, field, optionsOf } from "../../components/clinic/field.js"
import { dayIn, dayText } from "../../components/clinic/figures.js"
import { term } from "../../components/clinic/terms.js"
import { h, signal } from "../../dom.js"
import { inReadersWords } from "../../said.js"
import { t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { clinicZone, isClinician, tellAndGo, tellAndReload } from "./frame.js"

/**
 * @typedef {import("../../components/clinic/event-card.js").AdverseEvent} AdverseEvent
 * @typedef {import("./events.js").EventsPage} EventsPage
 * @typedef {import("./events.js").Report} Report
 * @typedef {import("../../components/clinic/field.js").Errors} Errors
 */

const CRITERIA = ["death", "life-threatening", "hospital", "disability", "congenital", "important"]
const RELATIONS = ["not-related", "unlikely", "possible", "probable", "definite"]
const ACTIONS = ["none", "adjusted", "session-stopped", "course-held", "withdrawn"]
const OUTCOMES = ["recovered", "recovering", "not-recovered", "sequelae", "fatal", "unknown"]
const REPORTS = ["not-needed", "to-send", "sent"]

/** @param {string} name @param {string[]} keys @returns {{ value: string, text: string }[]} */
const named = (name, keys) => keys.map((key) => ({ value: key, text: t(`event.${name}.${key}`) }))
const CHOOSE = () => ({ value: "", text: t("event.choose") })

/**
 * Reporting an event; prefilled from an entry of the daily log if it leads into one.
 *
 * @param {EventsPage} page
 * @param {Report | null} report
 * @param {() => void} onCancel
 */
export function reportForm(page, report, onCancel) {
  const sending = newSending()
  const id = crypto.randomUUID() // made once for this form: pressing twice stores one event
  const today = dayIn(new Date(), clinicZone())
  const told = report && {
    effect: report.effect,
    term: report.text,
    onset_on: report.felt_on,
    resolved_on: null,
    ongoing: null,
    treatment: null,
    note: null,
  }
  return formOf(
    {
      sending,
      onCancel,
      deed: t("event.report_deed"),
      async submit(values, confirmed) {
        await post(`/api/courses/${page.course_id}/adverse-events`, {
          ...toldIn(values),
          id,
          from_check_in: report?.check_in_id ?? null,
          from_session: textOrNull(values.from_session),
          confirmed,
        })
        // Who may grade it goes on at once.
        await tellAndGo(
          `/app/courses/${page.course_id}/events${isClinician() ? `?sign=${id}` : ""}`,
          t("event.told_reported"),
        )
      },
    },
    report &&
      h("p", { class: "small" }, t("event.from_report", { day: dayText(report.felt_on), what: reportText(report) })),
    toldFields(page, told, today, sending.errors),
    h(
      "div",
      { hidden: Boolean(report) || !page.sessions.length },
      field(
        { name: "from_session", label: t("event.session"), errors: sending.errors },
        "select",
        {},
        optionsOf([
          { value: "", text: t("event.no_session") },
          ...page.sessions.map(({ id: value, number, on }) => ({
            value,
            text: t("event.session_choice", { number, day: dayText(on) }),
          })),
        ]),
      ),
    ),
  )
}

/** "headache, strong". @param {Report} report */
export const reportText = ({ label, grade, text }) =>
  `${term(label)}${text ? ` (${text})` : ""}, ${t(`effects.grade.${["none", "mild", "medium", "strong"][grade]}`)}`

/** Correcting what was told. @param {EventsPage} page @param {AdverseEvent} event @param {() => void} onCancel */
export function correctForm(page, event, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("event.correct_deed"),
      async submit(values, confirmed) {
        const body = { ...toldIn(values), reason: values.reason, confirmed }
        await post(`/api/adverse-events/${event.id}/correct`, body)
        await tellAndReload(t("event.told_corrected"))
      },
    },
    toldFields(page, event, dayIn(new Date(), clinicZone()), sending.errors),
    reasonField(sending.errors),
  )
}

/**
 * @param {EventsPage} page
 * @param {Pick<AdverseEvent, "effect" | "term" | "onset_on" | "resolved_on" | "ongoing" | "treatment" | "note"> | null} told
 * @param {string} today
 * @param {Errors} errors
 */
function toldFields({ effects }, told, today, errors) {
  const lasts = signal(told?.resolved_on || told?.ongoing === false ? "over" : told?.ongoing ? "lasts" : "unknown")
  const select = field(
    { name: "effect", label: t("event.effect"), errors },
    "select",
    {},
    optionsOf([CHOOSE(), ...effects.map(({ key, label }) => ({ value: key, text: capital(term(label)) }))]),
  )
  if (told) /** @type {HTMLSelectElement} */ (select.querySelector("select")).value = told.effect
  return [
    h(
      "div",
      { class: "row" },
      select,
      field({ name: "term", label: t("event.term"), hint: t("event.term_hint"), errors }, "input", {
        type: "text",
        maxlength: 200,
        autocomplete: "off",
        value: told?.term ?? "",
      }),
    ),
    field({ name: "onset_on", label: t("event.onset"), errors, class: "narrow" }, "input", {
      type: "date",
      max: today,
      value: told?.onset_on ?? today,
    }),
    choices(
      { name: "lasts", label: t("event.lasts"), errors: errors },
      ["lasts", "over", "unknown"].map((value) => ({ value, text: t(`event.lasts.${value}`) })),
      lasts.peek(),
      (value) => lasts.value = value,
    ),
    h(
      "div",
      { hidden: () => lasts.value !== "over" },
      field(
        { name: "resolved_on", label: t("event.resolved"), hint: t("event.resolved_hint"), errors, class: "narrow" },
        "input",
        {
          type: "date",
          max: today,
          value: told?.resolved_on ?? "",
        },
      ),
    ),
    field({ name: "treatment", label: t("event.treatment"), hint: t("event.treatment_hint"), errors }, "input", {
      type: "text",
      maxlength: 500,
      autocomplete: "off",
      value: told?.treatment ?? "",
    }),
    field({ name: "note", label: t("event.note"), errors }, "textarea", { rows: 3, value: told?.note ?? "" }),
  ]
}

/** @param {Record<string, string>} values */
function toldIn(values) {
  const over = values.lasts === "over"
  return {
    effect: values.effect,
    term: textOrNull(values.term),
    onset_on: values.onset_on,
    resolved_on: over ? textOrNull(values.resolved_on) : null,
    ongoing: values.lasts === "unknown" ? null : !over,
    treatment: textOrNull(values.treatment),
    note: textOrNull(values.note),
  }
}

/** Grading and signing. @param {EventsPage} page @param {AdverseEvent} event @param {() => void} onCancel */
export function signForm({ grades }, event, onCancel) {
  const sending = newSending(), { errors } = sending
  const serious = signal(event.serious ?? false)
  const choice = (/** @type {string} */ name, /** @type {string[]} */ keys, /** @type {string | null} */ chosen) => {
    const made = field(
      { name, label: t(`event.fact.${name}`), errors },
      "select",
      {},
      optionsOf([CHOOSE(), ...named(name, keys)]),
    )
    const select = /** @type {HTMLSelectElement} */ (made.querySelector("select"))
    select.value = chosen ?? ""
    return made
  }
  const reported = field(
    { name: "device_report", label: t("event.fact.device_report"), hint: t("event.report_hint"), errors },
    "select",
    {},
    optionsOf([{ value: "", text: t("event.report.undecided") }, ...named("report", REPORTS)]),
  )
  const report = /** @type {HTMLSelectElement} */ (reported.querySelector("select"))
  report.value = event.device_report ?? ""
  return formOf(
    {
      sending,
      onCancel,
      deed: t("event.sign_deed"),
      async submit(values, confirmed) {
        await post(`/api/adverse-events/${event.id}/sign`, {
          grade: Number(values.grade ?? 0),
          serious: serious.peek(),
          criteria: serious.peek() ? CRITERIA.filter((each) => values[`criterion-${each}`]) : [],
          relation: values.relation,
          expected: values.expected === undefined ? null : values.expected === "yes",
          action: values.action,
          outcome: values.outcome,
          device_report: values.device_report || null,
          reason: textOrNull(values.reason),
          confirmed,
        })
        await tellAndGo(`/app/courses/${event.course_id}/events`, t("event.told_signed"))
      },
    },
    choices(
      { name: "grade", label: t("event.fact.grade"), hint: t("event.grade_hint"), errors },
      grades.map(({ grade, meaning }) => ({ value: String(grade), text: `${grade} – ${inReadersWords(meaning)}` })),
      event.grade === null ? null : String(event.grade),
    ),
    choices(
      { name: "serious", label: t("event.fact.serious"), hint: t("event.serious_hint"), errors },
      [{ value: "no", text: t("event.no") }, { value: "yes", text: t("event.yes") }],
      event.serious === null ? "no" : event.serious ? "yes" : "no",
      (value) => serious.value = value === "yes",
    ),
    h(
      "fieldset",
      { class: "field", hidden: () => !serious.value },
      h("legend", null, t("event.fact.criteria")),
      CRITERIA.map((each) =>
        checkbox(
          { name: `criterion-${each}`, label: t(`event.criterion.${each}`), errors },
          event.criteria.includes(each),
        )
      ),
      h("p", { class: "problem small", hidden: () => !errors.value.criteria }, () => errors.value.criteria ?? ""),
    ),
    h("div", { class: "row" }, choice("relation", RELATIONS, event.relation), choice("action", ACTIONS, event.action)),
    choices(
      { name: "expected", label: t("event.fact.expected"), hint: t("event.expected_hint"), errors },
      [{ value: "yes", text: t("event.yes") }, { value: "no", text: t("event.no") }],
      event.expected === null ? null : event.expected ? "yes" : "no",
    ),
    h("div", { class: "row" }, choice("outcome", OUTCOMES, event.outcome), reported),
    event.signed_at && reasonField(errors),
  )
}

/** A note of what was learned later. @param {AdverseEvent} event @param {() => void} onCancel */
export function noteForm(event, onCancel) {
  const sending = newSending(), today = dayIn(new Date(), clinicZone())
  return formOf(
    {
      sending,
      onCancel,
      deed: t("event.note_deed"),
      async submit({ on, words }) {
        await post(`/api/adverse-events/${event.id}/notes`, { on, words })
        await tellAndReload(t("event.told_noted"))
      },
    },
    field({ name: "on", label: t("event.note_on"), errors: sending.errors, class: "narrow" }, "input", {
      type: "date",
      value: today,
      min: event.onset_on,
      max: today,
    }),
    field({ name: "words", label: t("event.note_words"), errors: sending.errors }, "textarea", { rows: 3 }),
  )
}

/** Withdrawing or opening again, each with its reason. @param {AdverseEvent} event @param {"withdraw" | "reopen"} deed @param {() => void} onCancel */
export function reasonForm(event, deed, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t(`event.${deed}_deed`),
      async submit({ reason }) {
        await post(`/api/adverse-events/${event.id}/${deed}`, { reason })
        await tellAndReload(t(`event.told.${deed}`))
      },
    },
    reasonField(sending.errors),
  )
}

/** Closing: nothing to fill in, but what is unusual is asked. @param {AdverseEvent} event @param {() => void} onCancel */
export function closeForm(event, onCancel) {
  return formOf({
    sending: newSending(),
    onCancel,
    deed: t("event.close_deed"),
    async submit(_values, confirmed) {
      await post(`/api/adverse-events/${event.id}/close`, { confirmed })
      await tellAndReload(t("event.told_closed"))
    },
  }, h("p", { class: "small muted" }, t("event.close_hint")))
}

/** @param {Errors} errors */
const reasonField = (errors) =>
  field({ name: "reason", label: t("event.reason"), hint: t("event.reason_hint"), errors }, "input", {
    type: "text",
    autocomplete: "off",
  })
