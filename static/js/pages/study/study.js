/** One study: who consented and who withdrew, and its exports. */

import { get, post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, signal } from "../../dom.js"
import { me } from "../../session.js"
import { day, t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "../clinic/frame.js"
import { exportsSection } from "./exports.js"

/**
 * @typedef {{
 *   patient_id: string, name: string | null, pseudonym: string, consented_on: string, withdrawn_on: string | null,
 *   version: string
 * }} Subject
 * @typedef {{
 *   id: string, key: string, title: string, subjects: Subject[], candidates: { patient_id: string, name: string }[],
 *   exports: import("./exports.js").Export[]
 * }} Study
 */

/** @param {import("../../router.js").Place} place */
export default async function study({ params: { id } }) {
  const [answer] = await Promise.all([/** @type {Promise<Study>} */ (get(`/api/studies/${id}`)), prepareDesk()])
  return { title: answer.title, view: () => desk("studies", page(answer)) }
}

/** @param {Study} study */
function page(study) {
  const isCoordinator = me.peek()?.role === "coordinator"
  const consented = study.subjects.filter(({ withdrawn_on }) => !withdrawn_on).length
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: "/app/studies" }, t("desk.way.studies"))),
        h("h1", null, study.title),
        h("p", { class: "muted num" }, `${study.key} · ${t("studies.consented", { count: consented })}`),
      ),
    ),
    exportsSection(study),
    subjectsOf(study, isCoordinator),
    isCoordinator && consent(study),
  ]
}

/** @param {Study} study @param {boolean} isCoordinator */
function subjectsOf(study, isCoordinator) {
  const columns = [isCoordinator && "name", "pseudonym", "consented", "version", "withdrawn"].filter(Boolean)
  return h(
    "section",
    { class: "card section" },
    h("h2", null, t("study.subjects")),
    !isCoordinator && h("p", { class: "small muted" }, t("study.no_names")),
    study.subjects.length
      ? wideTable(
        t("study.subjects"),
        columns.map((column) => t(`study.column.${column}`)),
        study.subjects.map((subject) => subjectRow(study, subject, isCoordinator)),
      )
      : h("p", { class: "muted" }, t("study.no_subjects")),
  )
}

/** @param {Study} study @param {Subject} subject @param {boolean} isCoordinator */
function subjectRow(study, subject, isCoordinator) {
  const { name, pseudonym, consented_on, withdrawn_on, version } = subject
  return h(
    "tr",
    { class: withdrawn_on ? "is-withdrawn" : null },
    isCoordinator && h("td", null, name ?? "–"),
    h("th", { scope: "row" }, pseudonym),
    h("td", null, day(consented_on, "full")),
    h("td", null, version),
    h("td", null, withdrawn_on ? day(withdrawn_on, "full") : isCoordinator ? withdrawal(study, subject) : "–"),
  )
}

/**
 * Two presses, since a withdrawal leaves the patient out of every later export.
 *
 * @param {Study} study
 * @param {Subject} subject
 */
function withdrawal({ id }, { patient_id, name }) {
  const asking = signal(false), sending = newSending()
  const withdraw = () =>
    sending.send(async () => {
      await post(`/api/studies/${id}/withdrawals`, { patient_id, withdrawn_on: dayIn(new Date(), clinicZone()) })
      await tellAndReload(t("study.told_withdrawn", { name: name ?? "" }))
    })
  const confirm = h("button", { type: "button", class: "link", onclick: withdraw }, t("study.withdraw_today"))
  const ask = h("button", {
    type: "button",
    class: "link",
    "aria-label": t("study.withdraw_whose", { name: name ?? "" }),
    hidden: () => asking.value,
    onclick() {
      asking.value = true
      confirm.focus()
    },
  }, t("study.withdraw"))
  const cancel = () => {
    asking.value = false
    ask.focus()
  }
  return h(
    "div",
    { class: "no-print" },
    ask,
    h(
      "span",
      { class: "deeds", hidden: () => !asking.value },
      confirm,
      h("button", { type: "button", class: "link", onclick: cancel }, t("desk.cancel")),
    ),
    h(
      "p",
      { class: "problem small", role: "alert", hidden: () => !sending.message.value },
      () => sending.message.value,
    ),
  )
}

/** @param {Study} study */
function consent({ id, candidates }) {
  const sending = newSending()
  const names = candidates.map(({ patient_id, name }) => ({ value: patient_id, text: name }))
  return h(
    "section",
    { class: "card section form-card no-print" },
    h("h2", null, t("study.consent")),
    candidates.length
      ? formOf(
        {
          sending,
          deed: t("study.consent_add"),
          async submit({ patient_id, version, given_on }) {
            await post(`/api/studies/${id}/consents`, { patient_id, version: version.trim(), given_on })
            await tellAndReload(t("study.told_consent"))
          },
        },
        h(
          "div",
          { class: "row" },
          field(
            { name: "patient_id", label: t("study.patient"), errors: sending.errors },
            "select",
            {},
            optionsOf(names),
          ),
          field({ name: "version", label: t("study.version"), errors: sending.errors }, "input", {
            type: "text",
            autocomplete: "off",
          }),
          field({ name: "given_on", label: t("study.given_on"), errors: sending.errors }, "input", {
            type: "date",
            value: dayIn(new Date(), clinicZone()),
          }),
        ),
      )
      : h("p", { class: "muted" }, t("study.no_candidates")),
  )
}
