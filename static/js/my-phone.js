/**
 * A patient's phone as one thing: what it knows as signals, saving, and sending whenever there is a chance.
 *
 * Pages read the signals and call `saveCheckIn` and its kin; nobody else touches the store or the outbox.
 */
import { get, post, Problem, signWith } from "./api.js"
import { dayOf } from "./calendar.js"
import { computed, signal } from "./dom.js"
import { entriesOf, stillDue } from "./log-view.js"
import { flush, itemOf, pause, SCHEMA } from "./outbox.js"
import { buckets, hasBucket } from "./phone-database.js"
import { deleteStore, isFull, nameOf, openStore } from "./phone-store.js"
import { isInstalled, me, rememberedPerson, signInNeeded } from "./session.js"

/** @typedef {import("./outbox.js").Job} Job */
/** @typedef {import("./phone-store.js").Row} Row */
/** @typedef {import("./phone-store.js").Fact} Fact */
/** @typedef {import("./question-flow.js").Draft} Draft */
/** @typedef {import("./question-flow.js").Instrument} Instrument */
/**
 * @typedef {{
 *   on: string, due: { instrument: string, timepoint: string, title: string, due_on: string, until: string, overdue: boolean }[],
 *   course: { id: string, mood_scale: "eleven" | "faces", state: string, session_today: number | null,
 *     sessions_done: number, sessions_planned: number, treatment_days: string[] } | null,
 *   log: any[], confirmed: number, reviewed_at: string | null, effects: import("./components/side-effects.js").Offer[],
 *   instruments: Record<string, Instrument>,
 *   questions?: import("./log-view.js").Asks, advice?: import("./components/advice.js").ClinicAdvice,
 * }} Today
 */

/** The clinic's last word about today, or null before the first one. */
export const today = signal(/** @type {Today | null} */ (null))
const jobs = signal(/** @type {Job[]} */ ([]))
const rows = signal(/** @type {Row[]} */ ([]))

/**
 * Like computed, but keeps its value while the content stays equal: a fresh answer that says nothing new rebuilds nothing.
 *
 * @template T
 * @param {() => T} work
 * @returns {import("./dom.js").Computed<T>}
 */
function steady(work) {
  const text = computed(() => JSON.stringify(work()))
  return computed(() => JSON.parse(text.value))
}

/** The log, newest day first. */
export const entries = steady(() =>
  entriesOf(today.value?.log ?? [], rows.value, new Set(jobs.value.map(({ id }) => id)))
)
/** Questionnaires to fill in now. */
export const due = steady(() => stillDue(today.value?.due ?? [], rows.value))
/** What the daily form asks. Until the clinic has said so once, the two effects that everybody is asked for. */
export const questions = steady(() => ({
  scale: today.value?.course?.mood_scale ?? "eleven",
  effects: today.value?.effects ?? ["headache", "site_pain"].map((key) => ({ key, label: key })),
}))
/** Jobs, oldest first: what waits and what the patient should know of. */
export const outbox = computed(() => [...jobs.value].sort((a, b) => a.seq - b.seq))
export const waiting = computed(() => jobs.value.filter(({ state }) => state === "waiting").length)
/** How many the clinic does not have: they would be gone with the phone. */
export const unsent = computed(() => jobs.value.filter(({ state }) => !["conflict", "refused"].includes(state)).length)
/** How many entries and questionnaires the clinic says it holds; null while it never said. */
export const confirmed = signal(/** @type {number | null} */ (null))
/** True while the last try to send failed for want of an answer. */
export const unreachable = signal(false)
/** True from each opening until the clinic has said what is new, or could not: until then something may still come. */
export const isAsking = signal(true)
/** True when another tab runs a newer version of the store. */
export const outdated = signal(false)

const BUSY = 2_000 // milliseconds until another look, when another tab is at it
const EVERY = 5 * 60_000 // milliseconds between looks at the clinic while the page is open
const TOO_LONG = 3 * 86_400_000 // milliseconds after which unsent entries are mentioned

/** True when something has waited for so long that the patient should hear of it. */
export const waitsLong = computed(() =>
  jobs.value.some(({ state, recorded_at }) => state === "waiting" && Date.now() - Date.parse(recorded_at) > TOO_LONG)
)

/** @type {import("./phone-store.js").PhoneStore | null} */
let store = null
let device = ""
let failures = 0
let tryAgainAt = 0 // by performance.now(): what is tried before that, such as at each save, makes no later try wait longer
let notBefore = 0 // by performance.now(): when the server wants to hear of us again
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
/** @type {Promise<void> | null} */
let opening = null

/** Opens the phone for the signed-in patient; later calls wait for the first. */
export function openPhone() {
  const person = /** @type {string} */ (me.peek()?.person_id)
  if (store && store.person !== person) closePhone()
  return (opening ??= start(person).catch((problem) => {
    opening = null // the next page tries again
    throw problem
  }))
}

/** @param {string} person */
async function start(person) {
  isAsking.value = true
  store = await openStore(person, { outdated: () => (outdated.value = true) })
  if (store.isNew && await hasBucket(nameOf(person))) await withCopy("takeBack")
  device = await store.device()
  signWith(signed)
  takeIn(await store.today())
  await refresh()
  listen()
  sync()
}

/** Lets go of the store, as when someone signs out. */
export function closePhone() {
  clearTimeout(timer)
  signWith(null)
  store?.close()
  store = null
  opening = null
  copying = null
  today.value = null
  rows.value = []
  jobs.value = []
  confirmed.value = null
}

/** Leaves on this phone only what has not reached the clinic, for this patient's next sign-in. */
export async function keepUnsent() {
  await opened().keepUnsent()
  closePhone()
}

/** Deletes everything of this patient from the phone. */
export async function wipePhone() {
  const { person, wipe } = opened()
  await wipe()
  const last = copying
  closePhone()
  await last // or what it copies to would be made anew
  await deleteStore(person)
}

const opened = () => {
  if (!store) throw new Error("The phone is used before openPhone().")
  return store
}

async function refresh() {
  ;[rows.value, jobs.value] = await Promise.all([opened().rows(), opened().jobs()])
  if (buckets && (copying || jobs.value.length > 0)) copying = Promise.resolve(copying).then(() => withCopy("keepCopy"))
}

/** @type {Promise<void> | null} */
let copying = null

/** Works on the second copy of what waits. What is saved is safe without it. @param {"keepCopy" | "takeBack"} deed */
const withCopy = async (deed) => {
  try {
    if (store) await (await import("./second-copy.js"))[deed](store)
  } catch (problem) {
    console.warn("The second copy of what waits cannot be used.", problem)
  }
}

/** @param {Today | undefined} answer */
function takeIn(answer) {
  if (!answer) return
  today.value = answer
  confirmed.value = answer.confirmed
}

/** The revisions in the clinic's log: an edit of an entry made elsewhere builds on them. */
const knownRevisions = () => Object.fromEntries((today.peek()?.log ?? []).map(({ id, rev }) => [id, rev]))

/**
 * Saves facts durably on this phone, and starts to send. Resolves once they are safe here.
 *
 * @param {Fact[]} facts
 * @param {{ draft?: Draft, ended?: string }} [more]
 * @returns {Promise<string[]>} the ids
 */
export async function save(facts, more = {}) {
  const known = knownRevisions()
  /** @type {string[]} */
  let ids
  try {
    ids = await opened().save(facts, { ...more, now: new Date(), known })
  } catch (problem) {
    return sendUnkept(problem, facts, known)
  }
  await refresh()
  keepStorage()
  sync()
  return ids
}

/** @param {Fact & { id: string }} fact */
export async function remove(fact) {
  const known = knownRevisions()
  try {
    await opened().remove(fact, { now: new Date(), known })
  } catch (problem) {
    await sendUnkept(problem, [{ ...fact, content: null }], known)
  }
  await refresh()
  sync()
}

/**
 * What a full phone cannot keep, the clinic may take at once.
 *
 * @param {unknown} problem thrown anew where it is another one, or the clinic does not take it
 * @param {import("./no-room.js").Unkept[]} facts
 * @param {Record<string, number>} known
 */
async function sendUnkept(problem, facts, known) {
  if (facts.length === 0 || !isFull(problem)) throw problem
  const { sendAtOnce } = await import("./no-room.js")
  const sent = await sendAtOnce(facts, { known, owner: opened().person, send })
  if (!sent) throw problem
  await sync() // shows it as the clinic has it
  return sent
}

/** @param {string} id */
export async function retry(id) {
  await opened().retry(id)
  await refresh()
  await sync()
}

/** @param {string} id */
export async function dismiss(id) {
  await opened().dismiss(id)
  await refresh()
}

/** All that this phone has not brought to the clinic, just as it would be sent. */
export const outboxFile = () => ({
  schema: SCHEMA,
  owner: opened().person,
  device,
  sent_at: new Date().toISOString(),
  items: outbox.peek().filter(({ state }) => state !== "unreadable").map(itemOf),
})

/** @param {string} instrument */
export const draftOf = (instrument) => opened().draft(instrument)
export const drafts = () => opened().drafts()

/** What a page kept on this phone for this person, or undefined. It is gone after signing out. @param {string} key @returns {Promise<any>} */
export const kept = (key) => opened().kept(key)
/** @param {string} key @param {unknown} value JSON; undefined takes it away @returns {Promise<void>} once it is safe here */
export const keep = (key, value) => opened().keep(key, value)

/** @type {Promise<void> | null} */
let syncing = null
let wanted = false

/**
 * Sends what waits, then asks what is new. Resolves when tried; the signals tell how it went.
 *
 * @returns {Promise<void>}
 */
export function sync() {
  wanted = true // a save during an exchange needs another one after it
  return (syncing ??= exchangeWhileWanted().finally(() => (syncing = null)))
}

async function exchangeWhileWanted() {
  while (wanted && store) {
    wanted = false
    clearTimeout(timer)
    const delay = await alone(store.person, exchange).catch((fault) => {
      console.error(fault) // the phone's own storage failed; what waits is still there, so another try may do
      return failed(null)
    })
    if (delay !== BUSY) isAsking.value = false
    if (store) timer = setTimeout(sync, delay)
  }
}

/**
 * Only one tab at a time exchanges, since all share one store; another one looks again soon.
 *
 * @param {string} person
 * @param {() => Promise<number>} work
 * @returns {Promise<number>}
 */
function alone(person, work) {
  if (!navigator.locks) return work() // iPhones before 15.4: sending twice is harmless
  return navigator.locks.request(`lodestone-${person}`, { ifAvailable: true }, (lock) => (lock ? work() : BUSY))
}

const send = (/** @type {object} */ body) => post("/api/sync", body)

/** @returns {Promise<number>} milliseconds until the next one */
async function exchange() {
  const { person, change, jobs, keepToday, forgetToday } = opened()
  // Another tab may have signed in somebody else meanwhile; the cookie would then bring this person's entries to them.
  if (rememberedPerson() !== person) return EVERY
  const early = notBefore - performance.now()
  if (early > 0) return early
  const result = await flush({ store: { change, jobs }, owner: person, device, send, now: () => new Date() })
  if (result.confirmed !== null) confirmed.value = result.confirmed
  await refresh()
  if (result.outcome === "sign-in") return signedOut()
  if (result.outcome === "later") return failed(result.retryAfter)
  try {
    const answer = await get(`/api/today?on=${dayOf(new Date())}`)
    if (rememberedPerson() !== person) return EVERY // that was already somebody else's day
    // On a full phone today is known only while the page is open, and what the clinic has need not lie here twice.
    await keepToday(answer).catch((problem) => isFull(problem) ? forgetToday() : Promise.reject(problem))
    takeIn(answer)
    await refresh()
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    return problem.status === 401 ? signedOut() : failed(problem.retryAfter)
  }
  failures = tryAgainAt = 0
  unreachable.value = false
  signInNeeded.value = false
  if (me.peek()?.is_bound === false && await keepsKeys()) await (await import("./phone-key.js")).bind(opened())
  return EVERY
}

/** The headers that sign a request, once this installation has a key. @type {import("./api.js").Signer} */
async function signed(request, beyond = 0) {
  const key = await store?.key()
  if (!store || !key) return {}
  const { signatureOf } = await import("./phone-key.js")
  return { "Lodestone-Signature": await signatureOf(key, await store.nextSigned(beyond), request) }
}

/**
 * Whether a key that is made here stays as long as the session does. A browser that may clear its storage when space is
 * short keeps the cookie; and one of Apple's hands the cookie, but not the key, to an app on the home screen.
 */
const keepsKeys = async () =>
  isInstalled() || (!/Apple/.test(navigator.vendor) && await navigator.storage?.persisted?.())

function signedOut() {
  signInNeeded.value = true
  return EVERY
}

/** @param {number | null} retryAfter */
function failed(retryAfter) {
  unreachable.value = true
  const now = performance.now()
  if (retryAfter) notBefore = now + retryAfter * 1000
  if (now >= tryAgainAt) failures++
  const delay = pause(failures, retryAfter, Math.random)
  tryAgainAt = now + delay
  return delay
}

let listening = false

/** Looks again whenever a connection may have come back. navigator.onLine itself says too often what is not so. */
function listen() {
  if (listening) return
  listening = true
  const soon = () => {
    if (store && document.visibilityState === "visible") sync()
  }
  addEventListener("online", soon)
  addEventListener("pageshow", soon) // also when a page comes back from the browser's memory, still as it was
  document.addEventListener("visibilitychange", soon)
}

let storageAsked = false

/** Asks the browser not to clear this storage when space is short. Firefox puts the question to the person: once is enough. */
async function keepStorage() {
  if (storageAsked) return
  storageAsked = true
  if (!(await navigator.storage?.persisted?.())) await navigator.storage?.persist?.()
}
