/**
 * Who is signed in. A patient is also remembered on the phone, without the name, so that the application opens offline.
 *
 * Staff are never kept: their pages hold other people's records and only open with an answer from the clinic.
 */
import { get, post, Problem } from "./api.js"
import { signal } from "./dom.js"
import { chooseHere } from "./translate.js"

/**
 * @typedef {{
 *   name: string, phone?: string | null, sms?: string | null, text?: string | null, chat_url?: string | null,
 *   hours?: string | null, languages?: string | null, population?: string | null,
 * }} HelpLine population: for whom it is
 * @typedef {{
 *   clinic?: string | null, country?: string | null, emergency_number: string, lines: HelpLine[],
 *   clinic_phone?: string | null, clinic_hours?: string | null, after_hours_text?: string | null,
 *   statement?: string | null, verified_on?: string | null,
 * }} HelpCard
 */
/** @typedef {{ id: string, name: string, is_demo: boolean, zone: string }} Clinic */
/** @typedef {"patient" | "technician" | "clinician" | "coordinator" | "researcher" | "admin"} Role */
/** @typedef {{ person_id: string, name?: string, role: Role, clinic: Clinic, language?: string | null, help?: HelpCard, is_fresh?: boolean, is_set_up?: boolean, idle_minutes?: number | null, tablet?: string | null, is_bound?: boolean, revoked?: { at: string, sessions: number, keys: number } | null }} Me */

/** The signed-in person, or null. */
export const me = signal(/** @type {Me | null} */ (null))

/** True once the clinic has said that the session is over while a patient's entries may still wait here. */
export const signInNeeded = signal(false)

/** True when the clinic could not be asked who this is. */
export const unreachableAtStart = signal(false)

const ME = "lodestone.me"
const HELP = "lodestone.help"
const LEAVING = "lodestone.leaving" // see leaving.js

/**
 * Asks the clinic who is signed in. Without an answer, what the phone remembers counts.
 *
 * @returns {Promise<Me | null>}
 */
export async function loadSession() {
  if (!await tellLeaving({ inTime: true })) {
    me.value = null
    unreachableAtStart.value = true
    return null
  }
  try {
    remember(await get("/api/me"))
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    me.value = recall(ME)
    signInNeeded.value = problem.status === 401
    unreachableAtStart.value = problem.status !== 401
    // A patient whose session ended keeps their page: what waits on the phone must stay in reach.
  }
  return me.peek()
}

/** What the phone remembers, at once and without the network. @returns {Me | null} */
export function recallSession() {
  me.value = recall(ME)
  return me.peek()
}

/** The patient whom this browser remembers, whichever tab signed them in. @returns {string | null} */
export const rememberedPerson = () => recall(ME)?.person_id ?? null

/**
 * Whether this runs from the home screen. iPhones before 16.4 say so in a way of their own.
 */
export const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true

/** Takes in a fresh answer about who is signed in. @param {Me} fresh */
export function remember(fresh) {
  me.value = fresh
  signInNeeded.value = false
  localStorage.removeItem(LEAVING) // the clinic ends a browser's earlier session when it gives it a new one
  if (fresh.help) keep(HELP, fresh.help)
  if (fresh.role === "patient") keep(ME, { ...fresh, name: undefined, help: undefined })
  else localStorage.removeItem(ME)
}

/** Asks for the crisis card and keeps it; needs no sign-in. @returns {Promise<HelpCard | null>} null without an answer */
export async function loadHelp() {
  const clinic = me.peek()?.clinic.id
  try {
    const card = await get(clinic ? `/api/help-card?clinic=${clinic}` : "/api/help-card")
    keep(HELP, card)
    return card
  } catch {
    return null // offline: the kept card, or the plain words, must do
  }
}

/** The crisis card kept on this device, or null. It stays after signing out: help must not need an account. */
export const keptHelp = () => /** @type {HelpCard | null} */ (recall(HELP))

/** Says that the person has read what the clinic ended; see `revoked`. Without an answer it is shown again. */
export async function readRevocation() {
  const person = me.peek()
  if (person) remember({ ...person, revoked: null })
  try {
    await post("/api/me/revocation/seen", {})
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
  }
}

/** Ends the session here and at the clinic. Throws a Problem if the clinic could not be told. */
export async function signOut() {
  if (localStorage.getItem("lodestone.push") !== null) await (await import("./push.js")).switchOff()
  try {
    await post("/api/sign-out", {})
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem // 401: it was over already
  }
  forgetSession()
}

/** Tells the clinic of a sign-out that it has not heard of. @returns {Promise<boolean>} false: it still has not */
export async function tellLeaving({ inTime = false } = {}) {
  if (!recall(LEAVING)) return true
  const leaving = await import("./leaving.js")
  return inTime ? leaving.tellInTime() : leaving.tell()
}

/**
 * Calls `left` once this window shows somebody who has signed out in another one, or since it was put aside.
 *
 * @param {() => void} left
 */
export function onLeft(left) {
  const look = () => {
    const person = me.peek()
    if (person?.role === "patient" && rememberedPerson() !== person.person_id) left()
  }
  addEventListener("storage", look)
  addEventListener("pageshow", look)
}

export function forgetSession() {
  localStorage.removeItem(ME)
  chooseHere(null) // who signs in next has their own
  me.value = null
  signInNeeded.value = false
}

/** @param {string} key @param {unknown} value */
function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full or forbidden storage: the application works, it only will not open offline.
  }
}

/** @param {string} key @returns {any} */
function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null")
  } catch {
    return null
  }
}
