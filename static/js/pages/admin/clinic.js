/** The clinic's own facts, whether it is ready for patients, and what they see under "Get help now". */

import { get, post, Problem } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { pairs } from "../../components/clinic/pairs.js"
import { h } from "../../dom.js"
import { me } from "../../session.js"
import { day, moment, t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {import("../../session.js").HelpCard} HelpCard
 * @typedef {import("../../components/clinic/readiness.js").Readiness} Readiness
 * @typedef {{ status: string, jobs?: { ticked_at: string | null, late: boolean } }} Health
 */

export default async function clinicFacts() {
  const [card, health, readiness] = await Promise.all([
    /** @type {Promise<HelpCard>} */ (get(`/api/help-card?clinic=${me.peek()?.clinic.id}`)),
    findHealth(),
    /** @type {Promise<Readiness>} */ (get("/api/clinic/readiness")),
    prepareDesk("house"),
  ])
  return { title: t("clinic.title"), view: () => desk("clinic", page(card, health, readiness)) }
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

/** @param {HelpCard} card @param {Health | null} health @param {Readiness} readiness */
function page(card, health, readiness) {
  const clinic = me.peek()?.clinic
  return [
    h("div", { class: "page-head" }, h("h1", null, clinic?.name ?? t("clinic.title"))),
    h(
      "div",
      { class: "two" },
      h(
        "div",
        { class: "stack" },
        readyCard(readiness),
        h(
          "section",
          { class: "card" },
          h("h2", null, t("clinic.facts")),
          pairs([
            [t("clinic.zone"), clinicZone()],
            [t("clinic.kind"), t(clinic?.is_demo ? "clinic.demo" : "clinic.real")],
            [t("clinic.jobs"), jobsText(health)],
          ]),
          h("p", null, h("a", { href: "/app/clinic/advice" }, t("clinic.advice"))),
          h("p", null, h("a", { href: "/app/clinic/leaving" }, t("clinic.leaving"))),
        ),
      ),
      h(
        "section",
        { class: "card stack" },
        h(
          "div",
          { class: "card-head" },
          h("h2", null, t("clinic.help")),
          h("a", { class: "button plain", href: "/app/clinic/card" }, t("card.edit")),
        ),
        h("p", { class: "small muted" }, t("clinic.help_about")),
        pairs(helpRows(card, readiness)),
        readiness.is_old && h("p", { class: "problem" }, t("ready.old")),
        !cardLacksNumbers(readiness) && verifyForm(readiness),
      ),
    ),
  ]
}

/** What must be called must be there first. @param {Readiness} readiness */
const cardLacksNumbers = ({ missing }) => missing.some((each) => each !== "verified_on" && each !== "test_alert")

/** @param {Readiness} readiness */
function readyCard({ missing, test_alert }) {
  const sending = newSending()
  const send = () =>
    sending.send(async () => {
      await post("/api/test-alerts", {})
      await tellAndReload(t("ready.sent"))
    })
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("ready.title")),
    missing.length === 0
      ? h("p", null, t("ready.done"))
      : [h("p", null, t("ready.missing")), h("ul", { class: "listed" }, missing.map(missingLine))],
    test_alert && h("p", { class: "small muted" }, testAlertText(test_alert)),
    h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
    h(
      "div",
      { class: "deeds" },
      h(
        "button",
        { type: "button", class: missing.includes("test_alert") ? "button" : "button plain", onclick: send },
        () => sending.busy.value ? t("desk.sending") : t(test_alert ? "ready.send_again" : "ready.send"),
      ),
    ),
  )
}

const missingLine = (/** @type {string} */ each) => h("li", null, t(`ready.${each}`))

/** @param {import("../../components/clinic/readiness.js").TestAlert} alert */
function testAlertText({ sent_at, sent_by, acknowledged_at, acknowledged_by }) {
  const zone = clinicZone()
  return acknowledged_at
    ? t("ready.acknowledged", { name: acknowledged_by ?? "", on: day(dayIn(acknowledged_at, zone), "full") })
    : t("ready.waiting", { name: sent_by, on: moment(sent_at, zone) })
}

/** @param {Readiness} readiness */
function verifyForm({ missing, is_old }) {
  const sending = newSending(),
    form = () =>
      formOf(
        {
          sending,
          deed: t("ready.call"),
          async submit({ name }) {
            await post("/api/clinic/card/verify", { name })
            await tellAndReload(t("ready.called"))
          },
        },
        field({ name: "name", label: t("ready.who"), hint: t("ready.who_hint"), errors: sending.errors }, "input", {
          autocomplete: "name",
        }),
      )
  return missing.includes("verified_on") || is_old
    ? form()
    : h("details", null, h("summary", null, t("ready.call")), form())
}

/** @param {HelpCard} card @param {Readiness} readiness @returns {[string, string][]} */
function helpRows(card, { verified_by }) {
  const { emergency_number, lines, clinic_phone, clinic_hours, after_hours_text, statement, verified_on } = card
  const joined = (/** @type {(string | null | undefined)[]} */ ...parts) => parts.filter(Boolean).join(" · ")
  return [
    [t("clinic.emergency"), emergency_number],
    ...lines.map((line) => /** @type {[string, string]} */ ([
      line.name,
      joined(line.phone, line.sms, line.text, line.chat_url, line.hours, line.languages, line.population),
    ])),
    [t("clinic.phone"), joined(clinic_phone, clinic_hours)],
    [t("card.after_hours"), after_hours_text ?? ""],
    [t("clinic.statement"), statement ?? ""],
    [t("clinic.verified"), verified_on ? joined(day(verified_on, "full"), verified_by) : t("clinic.not_verified")],
  ]
}

/** @param {Health | null} health */
function jobsText(health) {
  if (!health?.jobs) return t("clinic.jobs_unknown")
  const { ticked_at, late } = health.jobs
  if (!ticked_at) return t("clinic.jobs_never")
  return t(late ? "clinic.jobs_late" : "clinic.jobs_fine", { at: moment(ticked_at, clinicZone()) })
}
