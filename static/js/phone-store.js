/**
 * What is kept on this phone for one patient: entries, the outbox, drafts and the clinic's last word, sealed.
 *
 * One database for each person, so that a shared phone never mixes two. Every write is one transaction with durability
 * "strict" and has happened once its promise resolves, not before.
 */
import { buckets, deleteDatabase, got, hasBucket } from "./phone-database.js"
import { openSealed } from "./sealed-store.js"
import { uuid7 } from "./uuid7.js"

export { isFull } from "./phone-database.js"

/** @typedef {import("./outbox.js").Job} Job */
/** @typedef {import("./outbox.js").Decision} Decision */
/** @typedef {import("./outbox.js").Kind} Kind */
/** @typedef {import("./question-flow.js").Draft} Draft */
/** @typedef {import("./sealed-store.js").Place} Place */
/** @typedef {import("./sealed-store.js").Change} Change */
/**
 * The phone's own copy of something saved here, shown until the clinic's log has it. `rev`: what the clinic holds.
 *
 * @typedef {{ id: string, kind: Kind, content: Record<string, any>, rev: number | null, recorded_at: string, deleted: boolean }} Row
 */
/** @typedef {{ id?: string, kind: Kind, content: Record<string, any> }} Fact without an id: a new one */

export const nameOf = (/** @type {string} */ person) => `lodestone-${person}`

const SEQ = /** @type {Place} */ (["kept", "seq"])
const TODAY = /** @type {Place} */ (["kept", "today"])
const DRAFTS = /** @type {Place} */ (["kept", "drafts"]) // by instrument
const OF_PAGES = "page."

/** @typedef {Awaited<ReturnType<typeof openStore>>} PhoneStore */

/**
 * Opens the store of a person.
 *
 * @param {string} person
 * @param {{ outdated?: () => void }} [tell] outdated: another tab runs a newer version and needs this one to reload
 */
export async function openStore(person, { outdated = () => {} } = {}) {
  const store = await openSealed(nameOf(person), { open: ["device", "seq", "key", "signed"], outdated })
  const { within, step, read, all } = store

  const isNew = await within("readwrite", ["kept"], async ({ kept }) => {
    if (await got(kept.get("device"))) return false
    kept.put(crypto.randomUUID(), "device")
    return true
  })
  // Where there is no room for it the patient goes on as before, and the next opening tries again.
  await sealPlain(store).catch((problem) => console.warn("What lies here could not be sealed.", problem))

  return {
    person,
    isNew,
    read,
    step,
    close: store.close,

    /** The random name of this installation. @returns {Promise<string>} */
    device: () => read("kept", "device"),

    /** One that cannot be opened has the state "unreadable" and says nothing else. @returns {Promise<Job[]>} */
    jobs: async () => (await all("jobs")).map(({ id, value }) => value ?? unreadable(id)),

    /** @returns {Promise<Row[]>} */
    rows: async () => (await all("rows")).flatMap(({ value }) => value ?? []),

    /** See Store in outbox.js. @param {string[]} ids @param {(job: Job) => Decision} decide @returns {Promise<Job[]>} */
    change: (ids, decide) =>
      step(placesOf(ids), (at) => {
        /** @type {Change[]} */
        const changes = []
        /** @type {Job[]} */
        const left = []
        for (const id of ids) {
          const before = at("jobs", id), row = at("rows", id)
          if (!before) continue
          const { job, rev } = decide(before)
          if (job) left.push(job)
          changes.push(["jobs", id, job ?? undefined])
          if (row && rev !== null) changes.push(["rows", id, { ...row, rev }])
        }
        return { changes, result: left }
      }),

    /**
     * Saves facts and queues them, all or none; a finished questionnaire ends its draft in the same transaction, an
     * unfinished one is kept in it.
     *
     * @param {Fact[]} facts
     * @param {{ now: Date, known?: Record<string, number>, draft?: Draft, ended?: string }} more known: revisions that the
     *   clinic's log named, by id
     * @returns {Promise<string[]>} the ids
     */
    save: (facts, { now, known = {}, draft, ended }) => {
      // Of an edit the clinic may know though nothing here says so any more: the answer may be taken in at this moment.
      const named = facts.map((fact) => ({ ...fact, id: fact.id ?? uuid7(), isEdit: fact.id !== undefined }))
      const ids = named.map(({ id }) => id)
      return step([SEQ, DRAFTS, ...placesOf(ids)], (at) => {
        /** @type {Change[]} */
        const changes = []
        const recorded_at = now.toISOString()
        let seq = at(...SEQ) ?? 0
        for (const { id, kind, content, isEdit } of named) {
          const rev = at("rows", id)?.rev ?? known[id] ?? null
          const tried = at("jobs", id)?.tried ?? isEdit
          const job = { id, seq: ++seq, kind, content, base: rev, deleted: false, tried, recorded_at, state: "waiting" }
          changes.push(["jobs", id, job], ["rows", id, rowOf(job)])
        }
        if (ids.length > 0) changes.push([...SEQ, seq])
        if (draft || ended) {
          const drafts = { ...at(...DRAFTS), ...(draft && { [draft.instrument]: draft }) }
          if (ended) delete drafts[ended]
          changes.push([...DRAFTS, drafts])
        }
        return { changes, result: ids }
      })
    },

    /**
     * Deletes a fact. One that never left the phone simply goes; for all others the clinic is told, and keeps a tombstone.
     *
     * @param {Fact & { id: string }} fact
     * @param {{ now: Date, known?: Record<string, number> }} more
     * @returns {Promise<void>}
     */
    remove: ({ id, kind, content }, { now, known = {} }) =>
      step([SEQ, ...placesOf([id])], (at) => {
        const before = at("jobs", id)
        const base = at("rows", id)?.rev ?? known[id] ?? null
        if (base === null && before && !before.tried) {
          return { changes: [["jobs", id, undefined], ["rows", id, undefined]], result: undefined }
        }
        const recorded_at = now.toISOString(), seq = (at(...SEQ) ?? 0) + 1
        const job = { id, seq, kind, content: null, base, deleted: true, tried: true, recorded_at, state: "waiting" }
        const row = { ...rowOf(job), content }
        return { changes: [["jobs", id, job], ["rows", id, row], [...SEQ, seq]], result: undefined }
      }),

    /** Puts an item that the clinic would not take back in line. @param {string} id @returns {Promise<void>} */
    retry: (id) =>
      step([["jobs", id]], (at) => {
        const job = at("jobs", id)
        const again = { ...job, state: "waiting", code: null, message: null }
        return { changes: job ? [["jobs", id, again]] : [], result: undefined }
      }),

    /** Ends showing an item that the clinic has, though not as sent. @param {string} id */
    dismiss: (id) =>
      within("readwrite", ["jobs", "rows"], ({ jobs, rows }) => {
        jobs.delete(id)
        rows.delete(id)
      }),

    /** @param {string} instrument @returns {Promise<Draft | undefined>} */
    draft: async (instrument) => (await read(...DRAFTS))?.[instrument],

    /** @returns {Promise<Draft[]>} */
    drafts: async () => Object.values(await read(...DRAFTS) ?? {}),

    /** The clinic's last answer about today, or undefined. @returns {Promise<any>} */
    today: () => read(...TODAY),

    /**
     * Takes in a fresh answer about today, asked for after the outbox was emptied: what has no job any more is the
     * clinic's to tell, so the phone's own copy of it goes.
     *
     * @param {any} answer
     */
    keepToday: async (answer) => {
      const sealed = await store.closed(TODAY, answer)
      await within("readwrite", ["kept", "rows", "jobs"], async ({ kept, rows, jobs }) => {
        kept.put(sealed, "today")
        await onlyQueued(rows, jobs)
      })
    },

    /** Takes away what the clinic can tell again: its last answer, and copies of what it has. */
    forgetToday: () =>
      within("readwrite", ["kept", "rows", "jobs"], async ({ kept, rows, jobs }) => {
        kept.delete("today")
        await onlyQueued(rows, jobs)
      }),

    /** What a page keeps here for this person, or undefined. @param {string} key @returns {Promise<any>} */
    kept: (key) => read("kept", OF_PAGES + key),

    /** @param {string} key @param {unknown} value JSON; undefined takes it away @returns {Promise<void>} */
    keep: (key, value) => step([], () => ({ changes: [["kept", OF_PAGES + key, value]], result: undefined })),

    /** Leaves only what the clinic does not have: the outbox, and questionnaires that are not finished. */
    keepUnsent: () =>
      within("readwrite", ["kept", "rows", "jobs"], async ({ kept, rows, jobs }) => {
        kept.delete("today")
        kept.delete(IDBKeyRange.bound(OF_PAGES, `${OF_PAGES}\uffff`))
        await onlyQueued(rows, jobs)
      }),

    /** Empties the store, its key too: that the database itself goes may have to wait for another tab. */
    wipe: () =>
      within("readwrite", ["kept", "rows", "jobs", "drafts"], (stores) => {
        for (const each of Object.values(stores)) each.clear()
      }),

    /** The key with which this installation signs, or undefined. @returns {Promise<CryptoKeyPair | undefined>} */
    key: () => read("kept", "key"),

    /** @param {CryptoKeyPair} pair @returns {Promise<void>} */
    keepKey: (pair) => within("readwrite", ["kept"], ({ kept }) => void kept.put(pair, "key")),

    /**
     * The number of the next signature: higher than all before it, and than `beyond`.
     *
     * @param {number} beyond
     * @returns {Promise<number>}
     */
    nextSigned: (beyond) =>
      within("readwrite", ["kept"], async ({ kept }) => {
        const count = Math.max((await got(kept.get("signed"))) ?? 0, beyond) + 1
        kept.put(count, "signed")
        return count
      }),
  }
}

/** Deletes everything kept for a person on this phone. @param {string} person @returns {Promise<void>} */
export async function deleteStore(person) {
  const name = nameOf(person)
  if (await hasBucket(name)) await buckets.delete(name)
  await deleteDatabase(name)
}

/** @param {Awaited<ReturnType<typeof openSealed>>} store */
async function sealPlain({ within, step, plain }) {
  const places = await plain([TODAY], ["rows", "jobs"])
  /** @type {string[]} */
  const old = await within("readonly", ["drafts"], ({ drafts }) => got(drafts.getAllKeys()))
  if (places.length + old.length === 0) return
  const { sealOld } = await import("./seal-old.js")
  await sealOld(step, { places, old, into: DRAFTS })
}

/** @param {IDBObjectStore} rows @param {IDBObjectStore} jobs */
async function onlyQueued(rows, jobs) {
  const queued = new Set(await got(jobs.getAllKeys()))
  for (const id of await got(rows.getAllKeys())) if (!queued.has(id)) rows.delete(id)
}

/** @param {string[]} ids @returns {Place[]} */
const placesOf = (ids) => ids.flatMap((id) => /** @type {Place[]} */ ([["jobs", id], ["rows", id]]))

/** The phone's own copy of what a job delivers. @param {Pick<Job, "id" | "kind" | "content" | "base" | "recorded_at" | "deleted">} job */
export const rowOf = ({ id, kind, content, base, recorded_at, deleted }) => ({
  id,
  kind,
  content: content ?? {},
  rev: base,
  recorded_at,
  deleted,
})

/** @param {string} id @returns {Job} */
const unreadable = (id) => ({
  id,
  seq: 0,
  kind: "check-in",
  base: null,
  recorded_at: "",
  deleted: false,
  content: null,
  state: "unreadable",
  tried: true,
})
