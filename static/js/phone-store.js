/**
 * What is kept on this phone for one patient: entries, the outbox, drafts and the clinic's last word, in IndexedDB.
 *
 * One database for each person, so that a shared phone never mixes two. Every write is one transaction with durability
 * "strict" and has happened once its promise resolves, not before.
 */
import { uuid7 } from "./uuid7.js"

/** @typedef {import("./outbox.js").Job} Job */
/** @typedef {import("./outbox.js").Decision} Decision */
/** @typedef {import("./outbox.js").Kind} Kind */
/** @typedef {import("./question-flow.js").Draft} Draft */
/**
 * The phone's own copy of something saved here, shown until the clinic's log has it. `rev`: what the clinic holds.
 *
 * @typedef {{ id: string, kind: Kind, content: Record<string, any>, rev: number | null, recorded_at: string, deleted: boolean }} Row
 */
/** @typedef {{ id?: string, kind: Kind, content: Record<string, any> }} Fact without an id: a new one */

/**
 * The steps from each version to the next. A step is never changed once it was out: a phone may come from any of them.
 *
 * @type {((database: IDBDatabase) => void)[]}
 */
const STEPS = [
  (database) => {
    database.createObjectStore("rows", { keyPath: "id" })
    database.createObjectStore("jobs", { keyPath: "id" })
    database.createObjectStore("drafts", { keyPath: "instrument" })
    database.createObjectStore("kept") // device, seq, the clinic's last answer about today, key and number of signatures
  },
]

const nameOf = (/** @type {string} */ person) => `lodestone-${person}`

/** @typedef {Awaited<ReturnType<typeof openStore>>} PhoneStore */

/**
 * Opens the store of a person.
 *
 * @param {string} person
 * @param {{ outdated?: () => void }} [tell] outdated: another tab runs a newer version and needs this one to reload
 */
export async function openStore(person, { outdated = () => {} } = {}) {
  /** @type {Promise<IDBDatabase> | null} */
  let handle = null

  const database = () => (handle ??= open(nameOf(person), { closed: () => (handle = null), outdated }))

  /**
   * Runs `work` in one transaction and resolves with its result once that is durable.
   *
   * iOS ends the process behind IndexedDB while a page sleeps, and every use of the old handle then fails for ever. So a
   * failure that says the handle is dead opens a new one and tries once more; nothing was written the first time.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {string[]} stores
   * @param {(stores: Record<string, IDBObjectStore>) => Promise<T> | T} work
   * @param {boolean} [retry]
   * @returns {Promise<T>}
   */
  async function within(mode, stores, work, retry = true) {
    try {
      return await transact(await database(), mode, stores, work)
    } catch (problem) {
      if (!retry || !isDeadHandle(problem)) throw problem
      handle = null
      return within(mode, stores, work, false)
    }
  }

  await within("readwrite", ["kept"], async ({ kept }) => {
    if (!(await got(kept.get("device")))) kept.put(crypto.randomUUID(), "device")
  })

  return {
    person,

    /** The random name of this installation. @returns {Promise<string>} */
    device: () => within("readonly", ["kept"], ({ kept }) => got(kept.get("device"))),

    /** @returns {Promise<Job[]>} */
    jobs: () => within("readonly", ["jobs"], ({ jobs }) => got(jobs.getAll())),

    /** @returns {Promise<Row[]>} */
    rows: () => within("readonly", ["rows"], ({ rows }) => got(rows.getAll())),

    /** See Store in outbox.js. @param {string[]} ids @param {(job: Job) => Decision} decide @returns {Promise<void>} */
    change: (ids, decide) =>
      within("readwrite", ["jobs", "rows"], async ({ jobs, rows }) => {
        for (const id of ids) {
          const before = await got(jobs.get(id))
          if (!before) continue
          const { job, rev } = decide(before)
          if (job) jobs.put(job)
          else jobs.delete(id)
          const row = await got(rows.get(id))
          if (row && rev !== null) rows.put({ ...row, rev })
        }
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
    save: (facts, { now, known = {}, draft, ended }) =>
      within("readwrite", ["rows", "jobs", "kept", "drafts"], async ({ rows, jobs, kept, drafts }) => {
        const ids = []
        for (const { id = uuid7(), kind, content } of facts) {
          const row = await got(rows.get(id))
          const before = await got(jobs.get(id))
          const job = await queue(kept, {
            id,
            kind,
            content,
            base: row?.rev ?? known[id] ?? null,
            deleted: false,
            tried: before?.tried ?? false,
            recorded_at: now.toISOString(),
          })
          jobs.put(job)
          rows.put({ id, kind, content, rev: job.base, recorded_at: job.recorded_at, deleted: false })
          ids.push(id)
        }
        if (draft) drafts.put(draft)
        if (ended) drafts.delete(ended)
        return ids
      }),

    /**
     * Deletes a fact. One that never left the phone simply goes; for all others the clinic is told, and keeps a tombstone.
     *
     * @param {Fact & { id: string }} fact
     * @param {{ now: Date, known?: Record<string, number> }} more
     */
    remove: ({ id, kind, content }, { now, known = {} }) =>
      within("readwrite", ["rows", "jobs", "kept"], async ({ rows, jobs, kept }) => {
        const row = await got(rows.get(id))
        const before = await got(jobs.get(id))
        const base = row?.rev ?? known[id] ?? null
        if (base === null && before && !before.tried) {
          jobs.delete(id)
          rows.delete(id)
          return
        }
        const recorded_at = now.toISOString()
        jobs.put(await queue(kept, { id, kind, content: null, base, deleted: true, tried: true, recorded_at }))
        rows.put({ id, kind, content, rev: base, recorded_at, deleted: true })
      }),

    /** Puts an item that the clinic would not take back in line. @param {string} id */
    retry: (id) =>
      within("readwrite", ["jobs"], async ({ jobs }) => {
        const job = await got(jobs.get(id))
        if (job) jobs.put({ ...job, state: "waiting", code: null, message: null })
      }),

    /** Ends showing an item that the clinic has, though not as sent. @param {string} id */
    dismiss: (id) =>
      within("readwrite", ["jobs", "rows"], ({ jobs, rows }) => {
        jobs.delete(id)
        rows.delete(id)
      }),

    /** @param {string} instrument @returns {Promise<Draft | undefined>} */
    draft: (instrument) => within("readonly", ["drafts"], ({ drafts }) => got(drafts.get(instrument))),

    /** @returns {Promise<Draft[]>} */
    drafts: () => within("readonly", ["drafts"], ({ drafts }) => got(drafts.getAll())),

    /** The clinic's last answer about today, or undefined. @returns {Promise<any>} */
    today: () => within("readonly", ["kept"], ({ kept }) => got(kept.get("today"))),

    /**
     * Takes in a fresh answer about today, asked for after the outbox was emptied: what has no job any more is the
     * clinic's to tell, so the phone's own copy of it goes.
     *
     * @param {any} answer
     */
    keepToday: (answer) =>
      within("readwrite", ["kept", "rows", "jobs"], async ({ kept, rows, jobs }) => {
        kept.put(answer, "today")
        const waiting = new Set(await got(jobs.getAllKeys()))
        for (const id of await got(rows.getAllKeys())) if (!waiting.has(id)) rows.delete(id)
      }),

    /** The key with which this installation signs, or undefined. @returns {Promise<CryptoKeyPair | undefined>} */
    key: () => within("readonly", ["kept"], ({ kept }) => got(kept.get("key"))),

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

    close: async () => (await database()).close(),
  }
}

/** Deletes everything kept for a person on this phone. @param {string} person @returns {Promise<void>} */
export function deleteStore(person) {
  return new Promise((done, failed) => {
    const request = indexedDB.deleteDatabase(nameOf(person))
    request.onsuccess = () => done()
    request.onerror = () => failed(request.error)
    request.onblocked = () => done() // another tab holds it open: it goes when that tab does
  })
}

/** Whether the phone has no room left. @param {unknown} problem */
export const isFull = (problem) => problem instanceof DOMException && problem.name === "QuotaExceededError"

/** @param {IDBObjectStore} kept @param {Omit<Job, "seq" | "state">} job @returns {Promise<Job>} with the next seq of this device */
async function queue(kept, job) {
  const seq = ((await got(kept.get("seq"))) ?? 0) + 1
  kept.put(seq, "seq")
  return { ...job, seq, state: "waiting" }
}

/**
 * @param {string} name
 * @param {{ closed: () => void, outdated: () => void }} tell
 * @returns {Promise<IDBDatabase>}
 */
function open(name, { closed, outdated }) {
  return new Promise((done, failed) => {
    const request = indexedDB.open(name, STEPS.length)
    request.onupgradeneeded = ({ oldVersion }) => STEPS.slice(oldVersion).forEach((step) => step(request.result))
    request.onerror = () => failed(request.error)
    request.onsuccess = () => {
      const database = request.result
      database.onclose = closed
      // Kept open, this handle would hold up the newer version in another tab for ever.
      database.onversionchange = () => {
        database.close()
        closed()
        outdated()
      }
      done(database)
    }
  })
}

/**
 * @template T
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {string[]} names
 * @param {(stores: Record<string, IDBObjectStore>) => Promise<T> | T} work must await nothing but requests of these stores
 * @returns {Promise<T>}
 */
function transact(database, mode, names, work) {
  return new Promise((done, failed) => {
    const transaction = database.transaction(names, mode, { durability: "strict" })
    /** @type {T} */
    let result
    transaction.oncomplete = () => done(result)
    transaction.onabort = () => failed(transaction.error ?? new DOMException("The write was undone.", "AbortError"))
    const stores = Object.fromEntries(names.map((each) => [each, transaction.objectStore(each)]))
    Promise.resolve(work(stores)).then((value) => (result = value), (problem) => {
      failed(problem)
      try {
        transaction.abort()
      } catch {
        // It had ended by itself, which is what was wanted.
      }
    })
  })
}

/** @param {IDBRequest} request @returns {Promise<any>} */
const got = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })

/** @param {unknown} problem */
const isDeadHandle = (problem) =>
  problem instanceof DOMException &&
  (problem.name === "InvalidStateError" || (problem.name === "UnknownError" && /connection/i.test(problem.message)))
