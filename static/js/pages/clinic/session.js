/**
 * "Record session": the short check, then the visit as it is expected, so that most days need two presses. Where a hold or
 * the safety screen keeps the session from being opened, the page says which, and what can be recorded all the same.
 */

import { get, post } from "../../api.js"
import { holdCard } from "../../components/clinic/hold-card.js"
import { dayIn, dayText, timeIn } from "../../components/clinic/figures.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf } from "./forms.js"
import { clinicZone, desk, prepareDesk, tellAndGo } from "./frame.js"
import { holdDeeds } from "./hold-deeds.js"
import { reCheckForm } from "./re-check-form.js"
import { sessionForm } from "./session-form.js"

/**
 * @typedef {import("./session-form.js").SessionValues} SessionValues
 * @typedef {{
 *   course_id: string, patient: string, protocol: string, on: string, number: number, phase: string,
 *   session_in_day: number | null, device: string | null, coil: string | null, coil_serial: string | null, cpt: string,
 *   physician: string | null, blocks: import("../../components/clinic/sessions-table.js").Block[], planned_sessions: number,
 *   delivered: number, threshold: import("./session-form.js").MotorThreshold | null, clearance: string | null,
 *   screen_required: boolean, stops: string[], holds: import("../../components/clinic/hold-card.js").Hold[],
 *   re_check: { recorded_at: string } | null, re_check_items: { key: string, question: string }[],
 *   last: (SessionValues & { number: number, on: string }) | null
 * }} Proposal
 */

/** @param {import("../../router.js").Place} place */
export default async function session({ params: { id } }) {
  const [proposal] = await Promise.all([
    /** @type {Promise<Proposal>} */ (get(`/api/courses/${id}/session-proposal`)),
    prepareDesk("session", "safety"),
  ])
  return { title: t("session.title"), view: () => desk("courses", page(proposal)) }
}

/** @param {Proposal} proposal */
function page(proposal) {
  const path = `/app/courses/${proposal.course_id}`, closed = reasonsClosed(proposal)
  const anyway = signal(false), passed = signal(closed.length === 0 && proposal.re_check !== null)
  const about = [proposal.protocol, proposal.device, proposal.coil].filter(Boolean).join(" · ")
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: path }, proposal.patient), ` · ${about}`),
        h("h1", null, t("session.heading_of", { number: proposal.number, planned: proposal.planned_sessions })),
      ),
      proposal.last && h(
        "p",
        { class: "small muted" },
        t("session.prefilled", { number: proposal.last.number, day: dayText(proposal.last.on) }),
      ),
    ),
    closed,
    !proposal.clearance && !proposal.screen_required &&
    h("p", { class: "small" }, [
      t("safety.none"),
      " ",
      h("a", { href: `${path}/safety` }, t("session.to_safety")),
    ]),
    () => {
      if (passed.value || anyway.value) return form(proposal, anyway.value)
      const without = h("button", { type: "button", class: "link", onclick: () => anyway.value = true })
      without.append(t(closed.length ? "session.anyway_closed" : "session.anyway"))
      return [closed.length === 0 && reCheckForm(proposal, () => passed.value = true), without]
    },
  ]
}

/** What keeps a session from being opened, as cards. @param {Proposal} proposal */
function reasonsClosed({ course_id, holds, clearance, stops, screen_required }) {
  const shown = { zone: clinicZone(), now: new Date(), heading: /** @type {const} */ ("h2") }
  const screen = screen_required ? "missing" : clearance === "waiting" || clearance === "stopped" ? clearance : null
  return [
    ...holds.map((hold) => holdCard(hold, shown, holdDeeds(hold))),
    ...(screen
      ? [h(
        "article",
        { class: "card alert is-red" },
        h("h2", null, t(`safety.stands.${screen}`)),
        stops.length > 0 && h("p", null, stops.map((key) => t(`safety.item.${key}`)).join(", ")),
        h("p", { class: "small" }, t("hold.until")),
        h("p", null, h("a", { class: "button", href: `/app/courses/${course_id}/safety` }, t("session.to_safety"))),
      )]
      : []),
  ]
}

/** @param {Proposal} proposal @param {boolean} unopened a session that was missed, or given before */
function form(proposal, unopened) {
  const path = `/app/courses/${proposal.course_id}`
  const about = { zone: clinicZone(), threshold: proposal.threshold, latest: dayIn(new Date(), clinicZone()) }
  const { sending, fields, take } = sessionForm(expected(proposal, unopened), about)
  // Made once for this page: pressing twice, or again after a lost answer, stores one session.
  const id = crypto.randomUUID()
  return h(
    "div",
    { class: "card form-card is-dense" },
    formOf(
      {
        sending,
        deed: t("session.save"),
        async submit(values, confirmed) {
          const session = take(values)
          if (!session) return
          await post(`${path.replace("/app", "/api")}/sessions`, { ...session, id, confirmed })
          const missed = session.state === "missed"
          await tellAndGo(path, t(missed ? "session.told_missed" : "session.told", { number: String(session.number) }))
        },
      },
      ...fields,
    ),
  )
}

/**
 * The session as it is expected: it began with the check and ends about now.
 *
 * @param {Proposal} proposal
 * @param {boolean} unopened
 * @returns {SessionValues}
 */
function expected(proposal, unopened) {
  const { last, re_check, threshold } = proposal, zone = clinicZone(), now = new Date()
  const began = re_check && !unopened ? re_check.recorded_at : null
  const ended = began && timeIn(began, zone) < timeIn(now, zone) ? now.toISOString() : null
  return {
    ...proposal,
    state: unopened ? "missed" : "full",
    reason: null,
    started_at: began,
    ended_at: ended,
    threshold_id: threshold?.id ?? null,
    ears_patient: last?.ears_patient ?? null,
    ears_operator: last?.ears_operator ?? null,
    site_pain: null,
    note: null,
  }
}
