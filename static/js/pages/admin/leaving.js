/** People who ask to be erased, and what is left of those who were. */

import { get, post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { pairs } from "../../components/clinic/pairs.js"
import { h } from "../../dom.js"
import { withProof } from "../../proof.js"
import { day, moment, t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {{ today: string, until: string | null, courses: number, exports: number }} Standing
 * @typedef {{
 *   id: string, patient_id: string, name: string, number: string | null, words: string | null, asked_at: string,
 *   asked_by: string | null, answer_by: string, open_alerts: number, standing: Standing
 * }} Request
 * @typedef {{ export_id: string, study: string, made_at: string, pseudonym: string | null }} HeldExport
 * @typedef {{
 *   id: string, asked_at: string, erased_at: string, erased_by: string, reason: string, rows: number,
 *   exports: HeldExport[], told_at: string | null, told_by: string | null
 * }} Erasure
 * @typedef {{ requests: Request[], erasures: Erasure[], withdrawn: number }} LeavingPage
 */

export default async function leavingPage() {
  const [found] = await Promise.all([
    /** @type {Promise<LeavingPage>} */ (get("/api/leaving")),
    prepareDesk("leaving"),
  ])
  return { title: t("leaving.title"), view: () => desk("clinic", page(found)) }
}

/** @param {LeavingPage} found */
function page({ requests, erasures, withdrawn }) {
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: "/app/clinic" }, t("desk.way.clinic"))),
        h("h1", null, t("leaving.title")),
        h("p", { class: "muted" }, t("leaving.about"), " ", t("leaving.withdrawn", { count: withdrawn })),
      ),
    ),
    requests.length === 0
      ? h("section", { class: "card" }, h("p", null, t("leaving.nobody")))
      : requests.map(requestCard),
    erasures.length > 0 &&
    h("section", { class: "card stack" }, h("h2", null, t("leaving.erased")), erasures.map(erasureRow)),
  ]
}

/** @param {Request} request */
function requestCard(request) {
  const { name, number, words, asked_at, asked_by, answer_by, open_alerts, standing } = request
  const isLate = answer_by < standing.today
  const at = moment(asked_at, clinicZone())
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, name),
    pairs([
      [t("leaving.number"), number],
      [t("leaving.asked"), asked_by ? t("leaving.asked_by", { at, name: asked_by }) : at],
      [t("leaving.answer_by"), day(answer_by, "full")],
      [t("leaving.words"), words],
      [t("leaving.until"), standing.until && day(standing.until, "full")],
    ]),
    isLate && h("p", { class: "problem" }, t("leaving.late")),
    open_alerts > 0 && h("p", { class: "problem" }, t("leaving.alerts", { count: open_alerts })),
    standing.courses > 0 && h("p", null, t("leaving.courses", { count: standing.courses })),
    standing.exports > 0 && h("p", null, t("leaving.exports", { count: standing.exports })),
    opener(t("leaving.decline"), (close) => declineForm(request, close)),
    open_alerts === 0 && opener(t("leaving.erase"), (close) => eraseForm(request, close)),
  )
}

/** @param {Request} request @param {() => void} onCancel */
function declineForm({ id, name }, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("leaving.decline_save"),
      async submit({ answer }) {
        await post(`/api/leaving/${id}/decline`, { answer })
        await tellAndReload(t("leaving.declined", { name }))
      },
    },
    field(
      { name: "answer", label: t("leaving.answer"), hint: t("leaving.answer_hint"), errors: sending.errors },
      "textarea",
      {
        rows: 3,
      },
    ),
  )
}

/** @param {Request} request @param {() => void} onCancel */
function eraseForm({ id, name }, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("leaving.erase_save", { name }),
      async submit({ reason }, confirmed) {
        await withProof(() => post(`/api/leaving/${id}/erase`, { reason, confirmed }))
        await tellAndReload(t("leaving.erased_told"))
      },
    },
    h("p", null, t("leaving.erase_about")),
    field(
      { name: "reason", label: t("leaving.reason"), hint: t("leaving.reason_hint"), errors: sending.errors },
      "textarea",
      {
        rows: 3,
      },
    ),
  )
}

/** @param {Erasure} erasure */
function erasureRow({ id, asked_at, erased_at, erased_by, reason, rows, exports, told_at, told_by }) {
  const zone = clinicZone(), sending = newSending()
  const note = () =>
    sending.send(async () => {
      await post(`/api/erasures/${id}/told`, {})
      await tellAndReload(t("leaving.told_saved"))
    })
  return h(
    "div",
    { class: "stack" },
    h("h3", null, t("leaving.erased_at", { at: moment(erased_at, zone), name: erased_by })),
    pairs([
      [t("leaving.asked"), moment(asked_at, zone)],
      [t("leaving.reason"), reason],
      [t("leaving.rows"), t("leaving.rows_count", { count: rows })],
      [t("leaving.id"), id],
      [t("leaving.told"), told_at && `${moment(told_at, zone)}, ${told_by}`],
    ]),
    exports.length > 0 && [
      h("p", null, t(told_at ? "leaving.exports_told" : "leaving.exports_tell")),
      h("ul", { class: "listed" }, exports.map(exportLine)),
      !told_at && [
        h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
        h(
          "div",
          { class: "deeds" },
          h("button", { type: "button", class: "button plain", onclick: note }, t("leaving.told_save")),
        ),
      ],
    ],
  )
}

/** @param {HeldExport} held */
const exportLine = ({ study, made_at, pseudonym, export_id }) =>
  h(
    "li",
    null,
    t("leaving.export", { study, at: moment(made_at, clinicZone()), id: export_id.slice(0, 8) }),
    pseudonym && h("strong", null, ` ${pseudonym}`),
  )
