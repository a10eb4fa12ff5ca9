/** Beside the charts of a course: what is open; and below it what comes next, what was decided, the course's own facts. */

import { alertCard } from "../../components/clinic/alert-card.js"
import { outcomeText } from "../../components/clinic/case-table.js"
import { endReasonText, isRunning } from "../../components/clinic/course-facts.js"
import { figure, nearDay, nearMoment, scoreChange } from "../../components/clinic/figures.js"
import { holdCard } from "../../components/clinic/hold-card.js"
import { warningLines } from "../../components/clinic/ledger-warnings.js"
import { timepointText } from "../../components/clinic/responses-list.js"
import { term } from "../../components/clinic/terms.js"
import { h, signal } from "../../dom.js"
import { day, t } from "../../translate.js"
import { alertDeeds } from "./alert-deeds.js"
import { endForm } from "./end-form.js"
import { isClinician } from "./frame.js"
import { holdDeeds, holdPlacing } from "./hold-deeds.js"
import { reviewForm } from "./review-form.js"

/**
 * @typedef {import("./course.js").CourseSheet} CourseSheet
 * @typedef {{ reviewing: import("../../dom.js").Signal<boolean>, today: string, zone: string }} Shown
 */

/**
 * What is to be done now: on a phone it stands above the charts.
 *
 * @param {CourseSheet} sheet
 * @param {Shown} shown
 */
export function courseUrgent(sheet, { reviewing, zone }) {
  const card = { zone, now: new Date(), named: false, heading: /** @type {const} */ ("h2") }
  const open = sheet.alerts.filter(({ closed_at }) => closed_at === null)
  return h(
    "aside",
    { class: "course-urgent", "aria-label": t("course.urgent") },
    () => reviewing.value && reviewForm(sheet, () => reviewing.value = false),
    sheet.holds.map((hold) => holdCard(hold, card, holdDeeds(hold))),
    open.map((alert) => alertCard(alert, card, alertDeeds(alert))),
  )
}

/** @param {CourseSheet} sheet @param {Shown} shown */
export function courseAside(sheet, { today, zone }) {
  const now = new Date(), card = { zone, now, named: false, heading: /** @type {const} */ ("h3") }
  const closed = sheet.alerts.filter(({ closed_at }) => closed_at !== null)
  return h(
    "aside",
    { class: "course-aside", "aria-label": t("course.aside") },
    next(sheet, today),
    reviews(sheet, zone, now),
    closed.length > 0 && h(
      "details",
      { class: "card" },
      h("summary", null, t("alert.closed_count", { count: closed.length })),
      closed.map((alert) => alertCard(alert, card, alertDeeds(alert))),
    ),
    aboutCourse(sheet),
    invitation(sheet),
  )
}

/** @param {CourseSheet} sheet @param {string} today */
function next({ next: { session_number, session_on, due, authorised_left, authorisation }, course }, today) {
  const lines = [
    session_number !== null && isRunning(course) &&
    h(
      "li",
      null,
      session_on
        ? t("next.session", { number: session_number, day: nearDay(session_on, today) })
        : t("next.session_unplanned", { number: session_number }),
    ),
    due.map(({ title, timepoint, due_on, overdue }) =>
      h(
        "li",
        { class: overdue ? "is-amber" : null },
        t(overdue ? "next.overdue" : "next.due", {
          title,
          timepoint: timepointText(timepoint),
          day: nearDay(due_on, today),
        }),
      )
    ),
    authorised_left !== null && isRunning(course) &&
    !authorisation.some(({ code }) => code === "few-left" || code === "none-left") &&
    h("li", null, t("next.authorised", { count: authorised_left })),
    warningLines(authorisation),
  ].flat().filter(Boolean)
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("next.title")),
    lines.length ? h("ul", { class: "lines small num" }, lines) : h("p", { class: "small muted" }, t("next.nothing")),
  )
}

/** @param {CourseSheet} sheet @param {string} zone @param {Date} now */
function reviews({ reviews }, zone, now) {
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("review.title")),
    reviews.length
      ? h(
        "ul",
        { class: "reviews" },
        reviews.map((review) =>
          h(
            "li",
            null,
            h(
              "p",
              { class: "small" },
              h("strong", null, t(`review.decision.${review.decision}`)),
              review.note && ` ${review.note}`,
            ),
            h(
              "p",
              { class: "small muted num" },
              t("review.signed", { by: review.by, at: nearMoment(review.at, zone, now) }),
            ),
            h(
              "p",
              { class: "small muted num" },
              Object.entries(review.scores).map(([key, scores]) => seenText(key, scores)).join(", "),
            ),
          )
        ),
      )
      : h("p", { class: "small muted" }, t("review.none")),
  )
}

/** The scores as they stood before the eyes of who signed. @param {string} key @param {import("./course.js").SeenScores} scores */
function seenText(key, { baseline, latest, change_percent }) {
  const change = change_percent === null || change_percent === undefined ? "" : ` (${scoreChange(change_percent)})`
  return `${key.toUpperCase()} ${figure(baseline)} → ${figure(latest)}${change}`
}

/** @param {CourseSheet} sheet */
function aboutCourse(sheet) {
  const { course, facts } = sheet, ending = signal(false)
  const rows = [
    [
      "state",
      [t(`course.state.${course.state}`), course.end_reason && endReasonText(course.end_reason)].filter(Boolean).join(
        ", ",
      ),
    ],
    ["started", day(course.started_on, "full")],
    ["ended", course.ended_on && day(course.ended_on, "full")],
    ["protocol", term(course.protocol.name)],
    ["device", course.device],
    ["coil", course.coil],
    ["planned", course.sessions_planned === null ? null : figure(course.sessions_planned)],
    ["authorised", course.sessions_authorised === null ? null : figure(course.sessions_authorised)],
    ["mood_scale", t(`course.scale.${course.mood_scale}`)],
    ["outcome", facts.outcome && outcomeText(facts.outcome)],
  ].filter(([, value]) => value)
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("course.about")),
    h(
      "dl",
      { class: "pairs small num" },
      rows.map(([key, value]) => [h("dt", { class: "muted" }, t(`course.row.${key}`)), h("dd", null, value)]),
    ),
    isRunning(course) && holdPlacing(course.id, sheet.patient.name),
    isRunning(course) && isClinician() && h(
      "div",
      { class: "no-print" },
      h("button", {
        type: "button",
        class: "link",
        "aria-expanded": () => String(ending.value),
        onclick: () => ending.value = !ending.peek(),
      }, t("course.end")),
      () => ending.value && endForm(sheet, () => ending.value = false),
    ),
  )
}

/** A new invitation, for a patient with a new phone. @param {CourseSheet} sheet */
const invitation = ({ patient }) =>
  h(
    "section",
    { class: "card no-print" },
    h("h2", null, t("invitation.title")),
    h("p", { class: "small muted" }, t("invitation.about")),
    h("p", null, h("a", { class: "button plain", href: `/app/patients/${patient.id}` }, t("invitation.to_access"))),
  )
