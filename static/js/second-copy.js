/**
 * A second copy of what waits, in a database with files of its own. Fetched with the first thing that waits.
 *
 * Chromium keeps IndexedDB in LevelDB. Was the browser killed within a write, LevelDB drops what was cut off, writes on behind
 * it, takes that seam for damage at the next opening but one, and all that lay there is gone (google/leveldb, issue 1287). A
 * storage bucket has a LevelDB of its own, which the same kill does not find within a write too. Other browsers keep
 * IndexedDB in SQLite, which knows no such seam; they have no buckets either.
 */
import { buckets } from "./phone-database.js"
import { nameOf, rowOf } from "./phone-store.js"
import { openSealed } from "./sealed-store.js"

/** @typedef {import("./phone-store.js").PhoneStore} PhoneStore */
/** @typedef {import("./outbox.js").Job} Job */
/** @typedef {import("./sealed-store.js").Change} Change */

const PHONE = ["device", "seq", "key"] // what makes the phone the one that the clinic knows
const AHEAD = 1_000 // numbers that are passed over when all is taken back: no save after the last copy may be repeated

/** @type {{ of: PhoneStore, opening: ReturnType<typeof open> } | null} */
let current = null

/**
 * Brings the copy to what now waits in the store.
 *
 * @param {PhoneStore} store
 * @returns {Promise<void>} once it is safe
 */
export async function keepCopy(store) {
  const { step, stamps } = await copyOf(store)
  const [jobs, ...phone] = await Promise.all([store.jobs(), ...PHONE.map((key) => store.read("kept", key))])
  const waiting = new Map(jobs.map((job) => [job.id, stampOf(job)]))
  // What cannot be opened there may still be so here.
  const news = jobs.filter((job) => job.state !== "unreadable" && stamps.get(job.id) !== stampOf(job))
  const gone = [...stamps.keys()].filter((id) => !waiting.has(id))
  if (news.length + gone.length === 0) return
  /** @type {Change[]} */
  const changes = PHONE.map((key, n) => ["kept", key, phone[n]])
  for (const job of news) changes.push(["jobs", job.id, job])
  for (const id of gone) changes.push(["jobs", id, undefined])
  await write(step, changes)
  for (const job of news) stamps.set(job.id, stampOf(job))
  for (const id of gone) stamps.delete(id)
}

/**
 * Puts what waited into a store that has lost it, and the name, number and key of this phone: by them the clinic knows
 * again what it has, and takes what the phone signs. All of it may have been sent.
 *
 * @param {PhoneStore} store
 * @returns {Promise<void>}
 */
export async function takeBack(store) {
  const { all, read } = await copyOf(store)
  const [device, seq, key] = await Promise.all(PHONE.map((name) => read("kept", name)))
  if (!device) return
  /** @type {Change[]} */
  const changes = [["kept", "device", device], ["kept", "seq", seq + AHEAD], ["kept", "key", key]]
  for (const { id, value: job } of await all("jobs")) {
    if (job) changes.push(["jobs", id, { ...job, tried: true }], ["rows", id, rowOf(job)])
  }
  await write(store.step, changes)
}

/** @param {PhoneStore["step"]} step @param {Change[]} changes */
const write = (step, changes) => step(changes.map(([at, key]) => [at, key]), () => ({ changes, result: undefined }))

/** @param {PhoneStore} store */
function copyOf(store) {
  if (current?.of !== store) {
    current?.opening.then(({ close }) => close(), () => {})
    const fresh = current = { of: store, opening: open(nameOf(store.person)) }
    fresh.opening.catch(() => current === fresh && (current = null)) // the next one tries again
  }
  return current.opening
}

/** @param {string} name */
async function open(name) {
  const bucket = await buckets.open(name, { durability: "strict", persisted: true })
  const sealed = await openSealed(name, { open: PHONE, outdated: () => {}, factory: bucket.indexedDB })
  const there = await sealed.all("jobs")
  return { ...sealed, stamps: new Map(there.map(({ id, value }) => [id, value ? stampOf(value) : ""])) }
}

/** Differs whenever a copy would say something else. @param {Job} job */
const stampOf = ({ seq, state }) => `${seq} ${state}`
