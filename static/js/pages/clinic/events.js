/** The adverse events of a course: what was reported, what a clinician made of it, and what in the log may become one. */

import { get } from "../../api.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { capital, eventCard } from "../../components/clinic/event-card.js"
import { dayText } from "../../components/clinic/figures.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { closeForm, correctForm, noteForm, reasonForm, reportForm, reportText, signForm } from "./event-forms.js"
import { clinicZone, desk, isClinician, prepareDesk } from "./frame.js"

/**
 * @typedef {import("../../components/clinic/event-card.js").AdverseEvent} AdverseEvent
 * @typedef {{
 *   check_in_id: string, effect: string, label: string, grade: number, text: string | null, felt_on: string,
 *   felt_at: string, events: string[],
 * }} Report
 * @typedef {{
 *   patient_id: string, name: string, course_id: string, events: AdverseEvent[], reports: Report[],
 *   sessions: { id: string, number: number, on: string }[], effects: { key: string, label: string }[],
 *   grades: { grade: number, meaning: string }[],
 * }} EventsPage
 */

const SHOWN = 8 // reports of the log; older ones open on demand

/** @param {import("../../router.js").Place} place query: "sign" names an event to grade, "felt_at" a report to record */
export default async function events({ params: { id }, query }) {
  const [page] = await Promise.all([
    /** @type {Promise<EventsPage>} */ (get(`/api/courses/${id}/adverse-events`)),
    prepareDesk("events"),
  ])
  return { title: t("events.title"), view: () => desk("courses", view(page, query)) }
}

/** @param {EventsPage} page @param {URLSearchParams} query */
function view(page, query) {
  const felt = query.get("felt_at")
  const told = page.reports.filter(({ felt_at }) => felt_at === felt)
  const meant = told.find(({ events }) => !events.length) ?? null
  /** What is being reported: undefined for nothing, null for an event that no entry of the log tells of. */
  const reporting = signal(
    /** @type {Report | null | undefined} */ (felt === null || (told.length && !meant) ? undefined : meant),
  )
  const path = `/app/courses/${page.course_id}`
  const report = (/** @type {Report | null} */ what) => {
    reporting.value = what
    place.scrollIntoView({ block: "start" })
    place.querySelector("select")?.focus()
  }
  const place = h("div", { class: "stack" }, () =>
    reporting.value === undefined
      ? h(
        "div",
        { class: "deeds no-print" },
        h("button", { type: "button", class: "button", onclick: () => report(null) }, t("events.record")),
      )
      : h(
        "section",
        { class: "card form-card" },
        h("h2", null, t("events.record")),
        reportForm(page, reporting.value, () => reporting.value = undefined),
      ))
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: path }, page.name)),
        h("h1", null, t("events.title")),
      ),
    ),
    courseWays(page.course_id, "events"),
    place,
    h(
      "section",
      { class: "stack" },
      h("h2", null, t("events.recorded")),
      page.events.length === 0 && h("p", { class: "muted" }, t("events.none")),
      page.events.map((event) =>
        eventCard(event, { zone: clinicZone(), now: new Date() }, deedsOf(page, event, query.get("sign") === event.id))
      ),
    ),
    h("section", { class: "card stack" }, h("h2", null, t("events.reports")), reportsOf(page, report)),
  ]
}

/** @param {EventsPage} page @param {(what: Report) => void} record */
function reportsOf({ reports, events }, record) {
  if (!reports.length) return h("p", { class: "muted" }, t("events.no_reports"))
  const names = new Map(events.map((event) => [event.id, event]))
  const line = (/** @type {Report} */ report) =>
    h(
      "li",
      { class: "row" },
      h("span", null, t("events.report", { day: dayText(report.felt_on), what: capital(reportText(report)) })),
      report.events.length
        ? report.events.map((id) =>
          h(
            "a",
            { class: "small", href: `#event-${id}` },
            t("events.led_to", {
              status: t(`event.status.${names.get(id)?.status ?? "reported"}`),
            }),
          )
        )
        : h("button", { type: "button", class: "link", onclick: () => record(report) }, t("events.record")),
    )
  return [
    h("p", { class: "small muted" }, t("events.reports_hint")),
    h("ul", { class: "lines" }, reports.slice(0, SHOWN).map(line)),
    reports.length > SHOWN &&
    h(
      "details",
      null,
      h("summary", null, t("events.older", { count: reports.length - SHOWN })),
      h("ul", { class: "lines" }, reports.slice(SHOWN).map(line)),
    ),
  ]
}

/** @param {EventsPage} page @param {AdverseEvent} event @param {boolean} signing */
function deedsOf(page, event, signing) {
  if (event.status === "withdrawn") return null
  const signed = event.status !== "reported"
  const doing = signal(/** @type {string | null} */ (signing && isClinician() ? "sign" : null))
  const stop = () => doing.value = null
  /** @type {Record<string, () => import("../../dom.js").Child>} */
  const forms = {
    sign: () => signForm(page, event, stop),
    correct: () => correctForm(page, event, stop),
    note: () => noteForm(event, stop),
    close: () => closeForm(event, stop),
    reopen: () => reasonForm(event, "reopen", stop),
    withdraw: () => reasonForm(event, "withdraw", stop),
  }
  const may = [
    isClinician() && "sign",
    "note",
    (isClinician() || !signed) && "correct",
    isClinician() && event.status === "open" && "close",
    isClinician() && event.status === "closed" && "reopen",
    isClinician() && "withdraw",
  ].filter((each) => each !== false)
  return h(
    "div",
    { class: "alert-deeds no-print" },
    () => doing.value && forms[doing.value](),
    !isClinician() && !signed && h("p", { class: "small muted" }, t("events.ask_clinician")),
    h(
      "div",
      { class: "deeds", hidden: () => doing.value !== null },
      may.map((deed, place) =>
        h(
          "button",
          {
            type: "button",
            class: place === 0 && deed === "sign" && !signed ? "button" : "button quiet",
            onclick: () => doing.value = deed,
          },
          t(`events.deed.${deed === "sign" && signed ? "sign_again" : deed}`),
        )
      ),
    ),
  )
}
