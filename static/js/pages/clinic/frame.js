/** The frame of every staff page: the bar with the ways to go, the clinic, who is signed in, and the last deed's answer. */

import "../../further-style.js"
import { getUnattended, Problem } from "../../api.js"
import { demoMark } from "../../components/patient-layout.js"
import { revokedNotice } from "../../components/revoked-notice.js"
import { h, onCleanup, signal } from "../../dom.js"
import { lock } from "../../lock.js"
import { again, go } from "../../router.js"
import { me, readRevocation, signOut } from "../../session.js"
import { addSentences, t } from "../../translate.js"
import { sentenceOf } from "./forms.js"

const MINUTE = 60_000 // how often the bar asks for open alerts: a page may stay open all day beside the treatment chair

/** @typedef {import("../../session.js").Role} Role */
const COURSES = { key: "courses", path: "/app/caseload" }
const ALERTS = { key: "alerts", path: "/app/alerts" }
const NEW_PATIENT = { key: "new_patient", path: "/app/patients/new" }
const STUDIES = { key: "studies", path: "/app/studies" }
const CLINIC = { key: "clinic", path: "/app/clinic" }
const SETTINGS = { key: "settings", path: "/app/clinic/settings" }
const STAFF = { key: "staff", path: "/app/clinic/staff" }
const DUTY = { key: "duty", path: "/app/clinic/duty" }
const MESSAGES = { key: "messages", path: "/app/clinic/messages" }
const ACCESS = { key: "access", path: "/app/clinic/access" }
const OUTCOMES = { key: "outcomes", path: "/app/outcomes" }

/** @type {Record<Role, { key: string, path: string }[]>} */
const WAYS = {
  technician: [COURSES, ALERTS, NEW_PATIENT],
  clinician: [COURSES, ALERTS, NEW_PATIENT, OUTCOMES],
  coordinator: [STUDIES],
  researcher: [STUDIES],
  admin: [CLINIC, STAFF, DUTY, MESSAGES, OUTCOMES, ACCESS, SETTINGS],
  patient: [],
}

const openAlerts = signal(/** @type {number | null} */ (null))
const failed = signal("")

/** What the page that is loaded next says was done, to whoever did it. */
let told = { to: /** @type {string | undefined} */ (undefined), sentence: "" }

/** @type {Promise<unknown> | null} */
let prepared = null

/** @type {Map<string, Promise<void>>} the sentences of single pages, by their file */
const parts = new Map()

/**
 * Fetches what only staff pages need, once: their sentences and their styles.
 *
 * @param {...string} files of the sentences of this page, such as "plan" for locales/en.clinic.plan.json
 */
export async function prepareDesk(...files) {
  prepared ??= Promise.all([addSentences("clinic"), loadStyle()]).catch((problem) => {
    prepared = null
    throw problem
  })
  await prepared
  await Promise.all(files.map(preparePart))
}

/**
 * The sentences of refusals, where a page shows one that a phone got: they say why an entry could not be filed.
 *
 * @param {boolean} isShown
 */
export async function prepareRefusals(isShown) {
  if (isShown) await addSentences("errors")
}

/** @param {string} file */
function preparePart(file) {
  const loading = parts.get(file) ?? addSentences(`clinic.${file}`).catch((problem) => {
    parts.delete(file)
    throw problem
  })
  parts.set(file, loading)
  return loading
}

/** @returns {Promise<void>} when the styles apply, so that a page never shows without them */
function loadStyle() {
  return new Promise((done, fail) => {
    const href = new URL("../../../css/desk.css", import.meta.url).href
    document.head.append(h("link", {
      rel: "stylesheet",
      href,
      onload: () => done(),
      onerror: () => fail(new Problem("unreachable")),
    }))
  })
}

/** The zone of the clinic, in which staff read and write times. */
export const clinicZone = () => me.peek()?.clinic.zone ?? "UTC"

/** Whether the reader plans, reviews and ends courses. The server decides; this only spares a button that would be refused. */
export const isClinician = () => me.peek()?.role === "clinician"

/**
 * Loads the page anew after a deed and says what was done, where a screen reader and the keyboard find it.
 *
 * @param {string} sentence
 */
export async function tellAndReload(sentence) {
  told = { to: me.peek()?.person_id, sentence }
  await again()
  const place = /** @type {HTMLElement | null} */ (document.querySelector(".told"))
  place?.focus()
}

/**
 * Goes to another page and says there what was done.
 *
 * @param {string} path
 * @param {string} sentence
 */
export async function tellAndGo(path, sentence) {
  told = { to: me.peek()?.person_id, sentence }
  await go(path)
}

/**
 * @param {string} here the key of the way that this page belongs to
 * @param {...import("../../dom.js").Child} content
 */
export function desk(here, ...content) {
  const sentence = told.to === me.peek()?.person_id ? told.sentence : ""
  told = { to: undefined, sentence: "" }
  return h(
    "div",
    { class: "desk" },
    skipLink(),
    h("header", null, demoMark(), bar(here)),
    h(
      "main",
      { id: "main", class: "desk-page", tabindex: -1 },
      () => me.value?.revoked && revokedNotice(me.value.revoked, readRevocation),
      sentence && h("p", { class: "told", role: "status", tabindex: -1 }, sentence),
      content,
    ),
  )
}

/** Only moves the focus: a step to "#main" in the address would load the page anew, and with it lose what was typed. */
const skipLink = () =>
  h("a", {
    class: "skip",
    href: "#main",
    onclick(/** @type {MouseEvent} */ event) {
      event.preventDefault()
      const main = /** @type {HTMLElement | null} */ (document.querySelector("#main"))
      main?.focus()
    },
  }, t("desk.skip"))

/** @param {string} here */
function bar(here) {
  const person = me.peek()
  if (!person) return null
  const ways = WAYS[person.role]
  if (ways.includes(ALERTS)) followAlerts()
  return h(
    "div",
    { class: "desk-bar" },
    h("a", { class: "brand", href: ways[0]?.path ?? "/" }, t("desk.brand")),
    h(
      "nav",
      { "aria-label": t("desk.nav") },
      ways.map(({ key, path }) =>
        h(
          "a",
          { href: path, "aria-current": key === here ? "page" : null },
          t(`desk.way.${key}`),
          key === ALERTS.key && alertCount(),
        )
      ),
    ),
    h(
      "div",
      { class: "desk-me" },
      h("span", { class: "muted" }, [person.clinic.name, person.tablet].filter(Boolean).join(" · ")),
      h(
        "a",
        { href: "/app/account", "aria-current": here === "account" ? "page" : null },
        h("span", null, person.name ?? "", h("span", { class: "muted" }, ` ${t(`desk.role.${person.role}`)}`)),
      ),
      person.tablet && h("a", { href: "/kiosk" }, t("desk.kiosk")),
      person.tablet && h("button", { type: "button", class: "link", onclick: lock }, t("desk.lock")),
      h("button", { type: "button", class: "link", onclick: leave }, t("desk.sign_out")),
      h("p", { class: "problem small", role: "alert", hidden: () => !failed.value }, () => failed.value),
    ),
  )
}

const alertCount = () =>
  h("span", { class: "count num", hidden: () => !openAlerts.value }, () => [
    " ",
    openAlerts.value,
    h("span", { class: "unseen" }, ` ${t("desk.open")}`),
  ])

/** Keeps the number of open alerts fresh while the page is in view. */
function followAlerts() {
  const asker = me.peek()?.person_id
  const ask = async () => {
    // On a tablet that staff share, a page waits for its owner while others work.
    if (document.visibilityState === "hidden" || me.peek()?.person_id !== asker) return
    try {
      openAlerts.value = (await getUnattended("/api/alerts?state=open")).alerts.length
    } catch (problem) {
      // The number is a courtesy here: without an answer the last one stays, and the next page says what is wrong.
      if (!(problem instanceof Problem)) throw problem
    }
  }
  ask()
  const timer = setInterval(ask, MINUTE)
  onCleanup(() => clearInterval(timer))
}

async function leave() {
  failed.value = ""
  try {
    await signOut()
    openAlerts.value = null
    await go("/")
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    failed.value = sentenceOf(problem)
  }
}
