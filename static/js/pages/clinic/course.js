/** One course: the facts, the charts, what is open and next, and everything behind them. */

import { get } from "../../api.js"
import { daysBetween } from "../../calendar.js"
import { courseFacts, isRunning, scalesTable } from "../../components/clinic/course-facts.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { logEntries } from "../../components/clinic/log-entries.js"
import { dayIn, spanOf } from "../../components/clinic/figures.js"
import { moodChart } from "../../components/clinic/mood-chart.js"
import { missingForms } from "../../components/clinic/missing-forms.js"
import { responsesList } from "../../components/clinic/responses-list.js"
import { sessionsTable } from "../../components/clinic/sessions-table.js"
import { sideEffectGrid } from "../../components/clinic/side-effect-grid.js"
import { term } from "../../components/clinic/terms.js"
import { trajectoryChart } from "../../components/clinic/trajectory-chart.js"
import { h, signal } from "../../dom.js"
import { day, t } from "../../translate.js"
import { courseAside, courseUrgent } from "./course-aside.js"
import { clinicZone, desk, isClinician, prepareDesk, prepareRefusals } from "./frame.js"
import { keptApart } from "./kept-apart.js"

/**
 * @typedef {import("../../components/clinic/alert-card.js").Alert} Alert
 * @typedef {import("../../components/clinic/log-entries.js").LogEntry} LogEntry
 * @typedef {import("../../components/clinic/responses-list.js").ResponseShown} ResponseShown
 * @typedef {import("../../components/clinic/sessions-table.js").Session} Session
 * @typedef {{ title: string, timepoint: string, due_on: string, overdue: boolean }} DueItem
 * @typedef {{ id: string, at: string, by: string, decision: string, note: string | null, scores: Record<string, SeenScores> }} Review
 * @typedef {{ baseline?: number | null, latest?: number | null, change_percent?: number | null }} SeenScores
 * @typedef {{ id: string, kind: string, received_at: string, reason?: string, of?: string, content: Record<string, any> | null }} KeptItem
 * @typedef {{
 *   of_facts: number,
 *   course: { id: string, title: string, indication: string, protocol: { key: string, name: string }, device: string | null,
 *     coil: string | null, mood_scale: string, started_on: string, ended_on: string | null, state: string,
 *     end_reason: string | null, sessions_planned: number | null, sessions_authorised: number | null },
 *   patient: { id: string, name: string, number: string | null, sex: string | null, birth_year: number | null },
 *   facts: import("../../components/clinic/course-facts.js").Facts, alerts: Alert[],
 *   holds: import("../../components/clinic/hold-card.js").Hold[],
 *   next: {
 *     session_number: number | null, session_on: string | null, due: DueItem[], authorised_left: number | null,
 *     authorisation: import("../../components/clinic/ledger-warnings.js").Warned[]
 *   },
 *   reviews: Review[], sessions: Session[], log: LogEntry[], responses: ResponseShown[],
 *   missing: import("../../components/clinic/missing-forms.js").Gap[], unplaced: KeptItem[],
 *   conflicts?: KeptItem[], instruments?: Record<string, import("../../components/clinic/responses-list.js").Instrument>,
 *   effects?: { key: string, label: string }[]
 * }} CourseSheet
 * @typedef {{
 *   of_facts: number, started_on: string, today: string, last_day: number,
 *   instruments: Record<string, import("../../components/clinic/trajectory-chart.js").Instrument>,
 *   mood: { days: { day: number, on: string, value: number }[], median: { day: number, value: number }[][] },
 *   side_effects: import("../../components/clinic/side-effect-grid.js").EffectRow[], logged: number[], missed: number[],
 *   sessions: import("../../components/clinic/trajectory-chart.js").SessionMark[]
 * }} Trajectory
 */

const SHOWN = 7 // entries of a long list before the reader asks for all: a week

/** @param {import("../../router.js").Place} place */
export default async function course({ params: { id } }) {
  const [sheet, trajectory] = await Promise.all([
    /** @type {Promise<CourseSheet>} */ (get(`/api/courses/${id}`)),
    /** @type {Promise<Trajectory>} */ (get(`/api/courses/${id}/trajectory`)),
    prepareDesk("alerts"),
  ])
  await prepareRefusals(sheet.unplaced.length > 0)
  return { title: sheet.patient.name, view: () => desk("courses", page(sheet, trajectory)) }
}

/** @param {CourseSheet} sheet @param {Trajectory} trajectory */
function page(sheet, trajectory) {
  const { facts, course } = sheet, zone = clinicZone(), today = dayIn(new Date(), zone)
  const reviewing = signal(false), beside = { reviewing, today, zone }
  const primary = sheet.instruments?.[facts.primary]?.title ?? facts.primary.toUpperCase()
  return [
    head(sheet, reviewing),
    courseWays(course.id, "overview"),
    h(
      "div",
      { class: "course" },
      courseUrgent(sheet, beside),
      h(
        "div",
        { class: "course-main" },
        courseFacts(facts, { title: primary, planned: course.sessions_planned, today }),
        facts.scales.length > 0 &&
          h("section", { class: "card section" }, h("h2", null, t("scales.title")), scalesTable(facts.scales, today)),
        charts(sheet, trajectory),
        missingForms(sheet.missing),
        section("responses.title", sheet.responses, (shown) => responsesList(shown, sheet.instruments ?? {}, zone)),
        section("sessions.title", newestFirst(sheet.sessions), sessionsTable),
        section("log.title", sheet.log, (shown) => logEntries(shown, namesOf(sheet, trajectory), zone, course.id)),
        keptApart(sheet, zone),
      ),
      courseAside(sheet, beside),
    ),
  ]
}

/** @param {CourseSheet} sheet @param {import("../../dom.js").Signal<boolean>} reviewing */
function head({ course, patient }, reviewing) {
  const begins = course.state === "planned" ? "course.starts" : "course.started"
  const about = [
    term(course.title),
    [term(course.protocol.name), course.coil].filter(Boolean).join(", "),
    t(begins, { day: day(course.started_on, "full") }),
    course.ended_on && t(`course.ended.${course.state}`, { day: day(course.ended_on, "full") }),
  ].filter(Boolean)
  const person = [patient.number, patient.birth_year && t("course.born", { year: String(patient.birth_year) })].filter(
    Boolean,
  )
  return h(
    "div",
    { class: "page-head" },
    h(
      "div",
      null,
      h(
        "p",
        { class: "small muted" },
        h("a", { href: "/app/caseload" }, t("desk.way.courses")),
        " · ",
        h("a", { href: `/app/patients/${patient.id}` }, t("course.person")),
        person.length > 0 && ` · ${person.join(" · ")}`,
      ),
      h("h1", null, patient.name),
      h("p", { class: "muted" }, about.join(" · ")),
    ),
    h(
      "div",
      { class: "deeds no-print" },
      isRunning(course) &&
        h("a", { class: "button plain", href: `/app/courses/${course.id}/session` }, t("course.record_session")),
      isClinician() && h("button", {
        type: "button",
        class: "button",
        "aria-expanded": () => String(reviewing.value),
        onclick: () => reviewing.value = !reviewing.peek(),
      }, t("course.review")),
    ),
  )
}

/** @param {CourseSheet} sheet @param {Trajectory} trajectory */
function charts({ facts }, trajectory) {
  const span = spanOf(trajectory), today = daysBetween(trajectory.started_on, trajectory.today)
  const keys = Object.keys(trajectory.instruments).sort((one, other) =>
    Number(other === facts.primary) - Number(one === facts.primary)
  )
  const chosen = signal(keys[0])
  const { mood, side_effects, logged, missed, sessions, started_on } = trajectory
  return [
    h(
      "section",
      { class: "card" },
      h(
        "div",
        { class: "card-head" },
        h(
          "h2",
          null,
          () =>
            chosen.value
              ? t("trajectory.title", { title: trajectory.instruments[chosen.value].title })
              : t("trajectory.none_title"),
        ),
        keys.length > 1 && instrumentChoice(trajectory, keys, chosen),
      ),
      () => {
        const instrument = trajectory.instruments[chosen.value]
        if (!instrument?.points.length) return h("p", { class: "muted" }, t("trajectory.none"))
        return trajectoryChart({ instrument, sessions, ...span, today })
      },
    ),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("mood.title")),
      moodChart({ ...mood, missed, ...span, today }),
    ),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("effects.title")),
      sideEffectGrid({
        rows: side_effects.map((row) => ({ ...row, label: term(row.label) })),
        logged,
        missed,
        started_on,
        ...span,
      }),
    ),
  ]
}

/** @param {Trajectory} trajectory @param {string[]} keys @param {import("../../dom.js").Signal<string>} chosen */
function instrumentChoice({ instruments }, keys, chosen) {
  return h(
    "fieldset",
    { class: "segments no-print" },
    h("legend", { class: "unseen" }, t("trajectory.which")),
    keys.map((key) =>
      h(
        "label",
        null,
        h("input", {
          type: "radio",
          name: "instrument",
          value: key,
          checked: key === chosen.peek(),
          onchange: () => chosen.value = key,
        }),
        h("span", null, instruments[key].title),
      )
    ),
  )
}

/**
 * A list with its first week of entries, and all of them on demand.
 *
 * @template E
 * @param {string} title the key of its heading
 * @param {E[]} entries
 * @param {(shown: E[]) => Node} build
 */
function section(title, entries, build) {
  const all = signal(entries.length <= SHOWN)
  return h(
    "section",
    { class: "card" },
    h("h2", null, t(title)),
    () => build(all.value ? entries : entries.slice(0, SHOWN)),
    () =>
      !all.value &&
      h(
        "button",
        { type: "button", class: "link no-print", onclick: () => all.value = true },
        t("course.show_all", { count: entries.length }),
      ),
  )
}

/** @param {Session[]} sessions */
const newestFirst = (sessions) =>
  [...sessions].sort((one, other) => other.on.localeCompare(one.on) || other.number - one.number)

/** @param {CourseSheet} sheet @param {Trajectory} trajectory */
const namesOf = ({ effects }, { side_effects }) =>
  new Map([...side_effects, ...(effects ?? [])].map(({ key, label }) => [key, term(label)]))
