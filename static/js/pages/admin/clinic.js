/** The clinic's own facts: its zone, whether the jobs run, and what patients see under "Get help now". */

import { get, Problem } from "../../api.js"
import { h } from "../../dom.js"
import { me } from "../../session.js"
import { day, moment, t } from "../../translate.js"
import { desk, prepareDesk } from "../clinic/frame.js"

/**
 * @typedef {import("../../session.js").HelpCard} HelpCard
 * @typedef {{ status: string, jobs?: { ticked_at: string | null, late: boolean } }} Health
 */

export default async function clinicFacts() {
  const [card, health] = await Promise.all([
    /** @type {Promise<HelpCard>} */ (get("/api/help-card")),
    findHealth(),
    prepareDesk(),
  ])
  return { title: t("clinic.title"), view: () => desk("clinic", page(card, health)) }
}

/** Null when the server is not well enough to say: that is an answer on this page, not a failure of it. */
async function findHealth() {
  try {
    return /** @type {Health} */ (await get("/health"))
  } catch (problem) {
    if (problem instanceof Problem) return null
    throw problem
  }
}

/** @param {HelpCard} card @param {Health | null} health */
function page(card, health) {
  const clinic = me.peek()?.clinic
  const zone = clinic?.zone ?? "UTC"
  return [
    h("div", { class: "page-head" }, h("h1", null, clinic?.name ?? t("clinic.title"))),
    h(
      "div",
      { class: "two" },
      h(
        "section",
        { class: "card" },
        h("h2", null, t("clinic.facts")),
        pairs([
          [t("clinic.zone"), zone],
          [t("clinic.kind"), t(clinic?.is_demo ? "clinic.demo" : "clinic.real")],
          [t("clinic.jobs"), jobsText(health, zone)],
        ]),
      ),
      h(
        "section",
        { class: "card" },
        h("h2", null, t("clinic.help")),
        h("p", { class: "small muted" }, t("clinic.help_about")),
        pairs(helpRows(card)),
      ),
    ),
  ]
}

/** @param {HelpCard} card @returns {[string, string][]} */
function helpRows({ emergency_number, lines, clinic_phone, clinic_hours, statement, verified_on }) {
  const joined = (/** @type {(string | null | undefined)[]} */ ...parts) => parts.filter(Boolean).join(" · ")
  return [
    [t("clinic.emergency"), emergency_number],
    ...lines.map((
      { name, phone, sms, text, hours },
    ) => /** @type {[string, string]} */ ([name, joined(phone, sms, text, hours)])),
    [t("clinic.phone"), joined(clinic_phone, clinic_hours)],
    [t("clinic.statement"), statement ?? ""],
    [t("clinic.verified"), verified_on ? day(verified_on, "full") : t("clinic.not_verified")],
  ]
}

/** @param {Health | null} health @param {string} zone */
function jobsText(health, zone) {
  if (!health?.jobs) return t("clinic.jobs_unknown")
  const { ticked_at, late } = health.jobs
  if (!ticked_at) return t("clinic.jobs_never")
  return t(late ? "clinic.jobs_late" : "clinic.jobs_fine", { at: moment(ticked_at, zone) })
}

/** @param {[string, string][]} rows those without a value are left out */
function pairs(rows) {
  const shown = rows.filter(([, value]) => value)
  return h(
    "dl",
    { class: "pairs num" },
    shown.map(([name, value]) => [h("dt", { class: "muted" }, name), h("dd", null, value)]),
  )
}
