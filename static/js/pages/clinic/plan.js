/** The plan of a course: its state, its details, its treatment days, and what payers authorised. */

import { get } from "../../api.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { warningLines } from "../../components/clinic/ledger-warnings.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { desk, prepareDesk } from "./frame.js"
import { daysCard } from "./plan-days.js"
import { detailsCard } from "./plan-details.js"
import { courseHead } from "./plan-head.js"
import { ledgerCard } from "./plan-ledger.js"
import { stateCard } from "./plan-state.js"

/**
 * @typedef {{ on: string, sessions: number, times: string[], phase: string | null, delivered: number, missed: number }} PlanDay
 * @typedef {{
 *   id: string, payer: string | null, number: string | null, units: number, used: number, state: string,
 *   covers_from: string | null, covers_until: string | null, requested_on: string | null, decided_on: string | null,
 *   denial_reason: string | null, appeal_until: string | null, note: string | null
 * }} LedgerLine
 * @typedef {{
 *   id: string, indication: string, protocol: string, state: string, started_on: string, ended_on: string | null,
 *   end_reason: string | null, planned_sessions: number, icd10: string | null, episode_start: string | null,
 *   physician: string | null, device: string | null, coil: string | null, coil_type: string | null,
 *   coil_serial: string | null, on_label: boolean | null, parameters: Stimulation[] | null
 * }} PlanCourse
 * @typedef {{
 *   target: string, pattern: string, frequency_hz: number, trains: number | null, pulses_per_train: number | null,
 *   pause_seconds: number | null, pulses: number, intensity_percent: number, intensity_of: string
 * }} Stimulation
 * @typedef {{
 *   patient_id: string, patient: string, died_on: string | null, today: string, title: string, protocol_name: string,
 *   label: string | null, course: PlanCourse, days: PlanDay[], begun: boolean, deeds: string[], block: number,
 *   states: { was: string, becomes: string, on: string, reason: string | null, note: string | null, at: string, by: string }[],
 *   moves: { moved_from: string, moved_to: string, cause: string, reason: string, at: string, by: string }[],
 *   ledger: {
 *     lines: LedgerLine[], authorised: number | null, left: number | null, uncovered: number,
 *     warnings: import("../../components/clinic/ledger-warnings.js").Warned[]
 *   }
 * }} Plan
 */

/** @param {import("../../router.js").Place} place */
export default async function plan({ params: { id } }) {
  const [found, offered] = await Promise.all([
    /** @type {Promise<Plan>} */ (get(`/api/courses/${id}/plan`)),
    get("/api/choices"),
    prepareDesk("plan"),
  ])
  const view = () =>
    desk(
      "courses",
      courseHead(found, t("plan.title"), t("plan.about")),
      courseWays(id, "plan"),
      found.ledger.warnings.length > 0 &&
        h("section", { class: "card" }, h("ul", { class: "lines small num" }, warningLines(found.ledger.warnings))),
      h("div", { class: "two" }, stateCard(found, offered), detailsCard(found, offered)),
      daysCard(found),
      ledgerCard(found),
    )
  return { title: `${found.patient}: ${t("plan.title")}`, view }
}
