/** One alert: when it is due, what was said and when, whether it was seen, and what was done about it. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { nearMoment } from "./figures.js"

/**
 * @typedef {{
 *   id: string, patient_id: string, course_id: string | null, name: string, rule: string, level: string, title: string,
 *   detail: string | null, raised_at: string, felt_at: string | null, received_at: string, due_at: string, overdue: boolean,
 *   times: number, seen_at: string | null, seen_by: string | null, done: string | null, done_by: string | null,
 *   done_at: string | null, closed_at: string | null
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
    open &&
      h("p", { class: "small alert-due" }, t(alert.overdue ? "alert.overdue" : "alert.due", { at: at(alert.due_at) })),
    named && h("p", { class: "alert-name" }, nameOf(alert)),
    h(heading, null, alert.title),
    alert.detail && h("p", { class: "small muted" }, alert.detail),
    h("p", { class: "small muted" }, whenOf(alert, at)),
    alert.times > 1 && h("p", { class: "small muted" }, t("alert.times", { count: alert.times })),
    open && alert.seen_at &&
      h("p", { class: "small muted" }, t("alert.seen", { by: alert.seen_by ?? "", at: at(alert.seen_at) })),
    !open && h("p", { class: "alert-done" }, alert.done),
    !open && alert.done_at &&
      h("p", { class: "small muted" }, t("alert.done", { by: alert.done_by ?? "", at: at(alert.done_at) })),
    open && deeds,
  )
}

/** @param {Alert} alert */
const nameOf = ({ name, course_id }) => course_id ? h("a", { href: `/app/courses/${course_id}` }, name) : name

/** @param {Alert} alert @param {(moment: string) => string} at */
function whenOf({ felt_at, received_at }, at) {
  if (!felt_at) return t("alert.received", { received: at(received_at) })
  if (at(felt_at) === at(received_at)) return t("alert.felt_now", { at: at(felt_at) })
  return t("alert.felt_received", { felt: at(felt_at), received: at(received_at) })
}
