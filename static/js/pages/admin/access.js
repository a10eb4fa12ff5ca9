/** Who signed in, who opened whose record, and whether the audit trail is sealed. */

import { get } from "../../api.js"
import { daysAfter } from "../../calendar.js"
import { accessTable } from "../../components/clinic/access-table.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { pairs } from "../../components/clinic/pairs.js"
import { h, signal } from "../../dom.js"
import { go } from "../../router.js"
import { day, moment, number, t } from "../../translate.js"
import { clinicZone, desk, prepareDesk } from "../clinic/frame.js"
import { loadTablets, tabletsCard } from "./tablets.js"

/**
 * @typedef {{ on: string, seq: number, digest: string, signed_at: string, key: string }} Head
 * @typedef {{
 *   sealed: number, sealed_at: string | null, waiting: number, waiting_since: string | null, head: Head | null
 * }} Trail
 * @typedef {{ id: string, name: string, number: string | null }} Patient
 * @typedef {import("../../components/clinic/access-table.js").Entry} Entry
 * @typedef {{ patient?: string, since: string, until: string, entries: Entry[], more: boolean, earlier?: boolean }} Log
 */

const PATH = "/app/clinic/access"
const LATE = 5 // minutes after which an entry that waits means that the jobs stand still; they seal twice a minute

/** @param {import("../../router.js").Place} place */
export default async function access({ query }) {
  const id = query.get("patient"), until = query.get("until")
  const asked = until ? `?until=${encodeURIComponent(until)}` : ""
  const [trail, { patients }, log, { tablets }] = await Promise.all([
    /** @type {Promise<Trail>} */ (get("/api/audit")),
    /** @type {Promise<{ patients: Patient[] }>} */ (get("/api/audit/patients")),
    /** @type {Promise<Log>} */ (get(
      id ? `/api/patients/${encodeURIComponent(id)}/access-log${asked}` : `/api/audit/sign-ins${asked}`,
    )),
    loadTablets(),
    prepareDesk("access", "tablets"),
  ])
  return {
    title: t("access.title"),
    view: () => desk("access", page(trail, patients, log, id, tablets)),
  }
}

/**
 * @param {Trail} trail
 * @param {Patient[]} patients
 * @param {Log} log
 * @param {string | null} id of the chosen patient
 * @param {import("./tablets.js").Tablet[]} tablets
 */
function page(trail, patients, log, id, tablets) {
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("access.title")), h("p", { class: "muted" }, t("access.about_page"))),
    ),
    trailCard(trail),
    !id && tabletsCard(tablets),
    h(
      "section",
      { class: "card stack" },
      h("h2", null, id ? t("access.of", { name: log.patient ?? "" }) : t("access.sign_ins")),
      chooser(patients, id),
      h(
        "p",
        { class: "small muted" },
        t("access.days", { since: day(log.since, "full"), until: day(log.until, "full") }),
        log.more && ` ${t("access.more")}`,
      ),
      log.entries.length === 0
        ? h("p", null, t("access.none"))
        : accessTable(log.entries, { zone: clinicZone(), label: t("access.title"), about: !id }),
      ways(log, id),
    ),
  ]
}

/** @param {Trail} trail */
function trailCard({ sealed, sealed_at, waiting, waiting_since, head }) {
  const zone = clinicZone()
  const late = waiting_since !== null && Date.now() - Date.parse(waiting_since) > LATE * 60_000
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("access.trail")),
    h("p", { class: "small muted" }, t("access.trail_about")),
    pairs([
      [
        t("access.sealed"),
        sealed_at ? t("access.sealed_at", { count: sealed, at: moment(sealed_at, zone) }) : number(sealed),
      ],
      [
        t("access.waiting"),
        waiting_since ? t("access.waiting_since", { count: waiting, at: moment(waiting_since, zone) }) : number(0),
      ],
      [
        t("access.head"),
        head ? t("access.head_at", { seq: head.seq, at: moment(head.signed_at, zone) }) : t("access.no_head"),
      ],
    ]),
    head && h("p", { class: "small muted anchor" }, t("access.key"), " ", h("code", null, head.key)),
    late && h("p", { class: "problem" }, t("access.late")),
  )
}

/** Goes to the log of whoever is chosen. @param {Patient[]} patients @param {string | null} id */
function chooser(patients, id) {
  const options = [
    { value: "", text: t("access.everybody") },
    ...patients.map(({ id: value, name, number: own }) => ({ value, text: own ? `${name} (${own})` : name })),
  ]
  return field(
    { name: "patient", label: t("access.choose"), hint: t("access.choose_hint"), errors: signal({}) },
    "select",
    {
      onchange(/** @type {Event} */ event) {
        const chosen = /** @type {HTMLSelectElement} */ (event.currentTarget).value
        go(chosen ? `${PATH}?patient=${chosen}` : PATH)
      },
    },
    optionsOf(options).map((option, place) => {
      if (options[place].value === (id ?? "")) option.setAttribute("selected", "")
      return option
    }),
  )
}

/** Earlier and later days. @param {Log} log @param {string | null} id */
function ways({ since, until, earlier = true }, id) {
  const to = (/** @type {string} */ last) => `${PATH}?${id ? `patient=${id}&` : ""}until=${last}`
  const isToday = until >= new Date().toISOString().slice(0, 10)
  return h(
    "div",
    { class: "deeds" },
    earlier && h("a", { class: "button plain", href: to(daysAfter(since, -1)) }, t("access.earlier")),
    !isToday && h("a", { class: "button plain", href: id ? `${PATH}?patient=${id}` : PATH }, t("access.newest")),
  )
}
