/** One alert: when it is due, whose it is, what was said and when, and what was done about it. */

import { h } from "../../dom.js"
import { inReadersWords } from "../../said.js"
import { day, t } from "../../translate.js"
import { nearMoment } from "./figures.js"

/**
 * @typedef {import("../../said.js").Part} Part
 * @typedef {{
 *   id: string, patient_id: string, course_id: string | null, name: string, family: string, rule: string, level: string,
 *   title: string, detail: string | null, said: { title: Part[] | null, detail: Part[] | null } | null, raised_at: string, felt_at: string | null, received_at: string, due_at: string,
 *   overdue: boolean, times: number, owner_role: string, owner_id: string | null, owner: string | null, escalated: number,
 *   seen_at: string | null, seen_by: string | null, plan_until: string | null, plan: string | null,
 *   planned_by: string | null, plan_ended: boolean, holds: string[], action: string | null, done: string | null,
 *   done_by: string | null, done_at: string | null, closed_at: string | null
 * }} Alert
 */

/**
 * @param {Alert} alert
 * @param {{ zone: string, now: Date, named: boolean, heading: "h2" | "h3" }} shown named: with the patient's name, as a way
 *   to the course
 * @param {import("../../dom.js").Child} deeds what can be done about it, below the words
 */
export function alertCard(alert, { zone, now, named, heading }, deeds) {
  const at = (/** @type {string} */ moment) => nearMoment(moment, zone, now)
  const open = alert.closed_at === null
  return h(
    "article",
    { class: ["card alert", open && `is-${alert.level}`] },
    open && h("p", { class: "small alert-due" }, dueText(alert, at), " · ", ownerText(alert)),
    named && h("p", { class: "alert-name" }, nameOf(alert)),
    h(heading, null, titleOf(alert)),
    alert.detail && h("p", { class: "small muted" }, inReadersWords(alert.detail, alert.said?.detail)),
    h("p", { class: "small muted" }, whenOf(alert, at)),
    alert.times > 1 && h("p", { class: "small muted" }, t("alert.times", { count: alert.times })),
    open && alert.holds.length > 0 &&
      h(
        "p",
        { class: "small" },
        t("alert.holds", { kinds: alert.holds.map((kind) => t(`alert.hold.${kind}`)).join(", ") }),
      ),
    open && planText(alert),
    open && h(
      "p",
      { class: "small muted" },
      alert.seen_at
        ? t("alert.seen", { by: alert.seen_by ?? "", at: at(alert.seen_at) })
        : t(alert.escalated ? "alert.unseen_escalated" : "alert.unseen"),
    ),
    !open && h("p", { class: "alert-done" }, [actionText(alert), alert.done].filter(Boolean).join(": ")),
    !open && alert.done_at &&
      h("p", { class: "small muted" }, t("alert.done", { by: alert.done_by ?? "", at: at(alert.done_at) })),
    leadsToEvent(alert) &&
      h(
        "p",
        { class: "small no-print" },
        h("a", { href: `/app/courses/${alert.course_id}/events?felt_at=${alert.felt_at}` }, t("alert.record_event")),
      ),
    deeds,
  )
}

/** @param {Pick<Alert, "title" | "said">} alert */
export const titleOf = ({ title, said }) => inReadersWords(title, said?.title)

/** @param {Alert} alert @param {(moment: string) => string} at */
function dueText({ overdue, due_at, plan_until, plan_ended }, at) {
  if (plan_until && !plan_ended) return t("alert.review_on", { day: day(plan_until, "full") })
  return t(overdue ? "alert.overdue" : "alert.due", { at: at(due_at) })
}

/** @param {Alert} alert */
export const ownerText = ({ owner, owner_role }) =>
  owner ? t("alert.owner", { name: owner }) : t(`alert.owner.${owner_role}`)

/** @param {Alert} alert */
function planText({ plan, plan_until, planned_by, plan_ended }) {
  if (!plan || !plan_until) return null
  const key = plan_ended ? "alert.plan_over" : "alert.plan"
  return h("p", { class: "small" }, t(key, { day: day(plan_until, "full"), by: planned_by ?? "", plan }))
}

/** @param {Alert} alert */
const actionText = ({ action }) => action && t(`alert.action.${action}`)

/** @param {Alert} alert */
const nameOf = ({ name, course_id }) => course_id ? h("a", { href: `/app/courses/${course_id}` }, name) : name

/** @param {Alert} alert @param {(moment: string) => string} at */
function whenOf({ felt_at, received_at }, at) {
  if (!felt_at) return t("alert.received", { received: at(received_at) })
  if (at(felt_at) === at(received_at)) return t("alert.felt_now", { at: at(felt_at) })
  return t("alert.felt_received", { felt: at(felt_at), received: at(received_at) })
}

/** Whether a clinician may make an adverse event of it: what the daily log tells of. @param {Alert} alert */
const leadsToEvent = ({ rule, course_id }) => (rule === "AE-1" || rule === "AE-2") && course_id !== null

/** Whether it is about something that a phone sent and that could not be filed. @param {Alert} alert */
export const isUnplaced = ({ rule }) => rule === "UNPLACED"
