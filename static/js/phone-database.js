/**
 * The phone's IndexedDB: its versions, and transactions that have happened once their promise resolves, not before.
 */

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
  // From here on what is a patient's is sealed. That takes longer than an upgrade may wait, so the store does it after;
  // the number alone keeps an older page from taking sealed records for plain ones.
  () => {},
]

/** @typedef {Record<string, IDBObjectStore>} Stores */
/** @typedef {ReturnType<typeof openDatabase>} Database */

/** Chromium's further databases of this origin, each in files of its own; see second-copy.js. @type {any} */
export const buckets = /** @type {any} */ (navigator).storageBuckets

/** @param {string} name @returns {Promise<boolean>} false also where the browser gives none */
export const hasBucket = async (name) => (await buckets?.keys().catch(() => []))?.includes(name) ?? false

/**
 * @param {string} name
 * @param {{ outdated: () => void, factory?: IDBFactory }} tell outdated: another tab runs a newer version and needs this one
 *   to reload
 */
export function openDatabase(name, { outdated, factory = indexedDB }) {
  /** @type {Promise<IDBDatabase> | null} */
  let handle = null
  let isOver = false
  const forget = () => (handle = null)

  const database = () =>
    isOver
      ? Promise.reject(new DOMException("The store was let go of.", "AbortError"))
      : (handle ??= open(factory, name, { closed: forget, outdated }).catch((problem) => {
        forget()
        if (problem?.name === "VersionError") outdated()
        throw problem
      }))

  /**
   * Runs `work` in one transaction and resolves with its result once that is durable.
   *
   * iOS ends the process behind IndexedDB while a page sleeps, and every use of the old handle then fails for ever. So a
   * failure that says the handle is dead opens a new one and tries once more; nothing was written the first time.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {string[]} stores
   * @param {(stores: Stores) => Promise<T> | T} work must await nothing but requests of these stores
   * @param {boolean} [retry]
   * @returns {Promise<T>}
   */
  async function within(mode, stores, work, retry = true) {
    try {
      return await transact(await database(), mode, stores, work)
    } catch (problem) {
      if (!retry || !isDeadHandle(problem)) throw problem
      forget()
      return within(mode, stores, work, false)
    }
  }

  return {
    within,
    /** For good: what is still under way must not make a database anew that somebody has deleted. */
    close: async () => {
      isOver = true
      const opened = await handle?.catch(() => null)
      opened?.close()
      forget()
    },
  }
}

/** @param {string} name @returns {Promise<void>} */
export function deleteDatabase(name) {
  return new Promise((done, failed) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => done()
    request.onerror = () => failed(request.error)
    request.onblocked = () => done() // another tab holds it open: it goes when that tab does
  })
}

/** Whether the phone has no room left. @param {unknown} problem */
export const isFull = (problem) => problem instanceof DOMException && problem.name === "QuotaExceededError"

/** @param {IDBRequest} request @returns {Promise<any>} */
export const got = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })

/**
 * @param {IDBFactory} factory
 * @param {string} name
 * @param {{ closed: () => void, outdated: () => void }} tell
 * @returns {Promise<IDBDatabase>}
 */
function open(factory, name, { closed, outdated }) {
  return new Promise((done, failed) => {
    const request = factory.open(name, STEPS.length)
    request.onupgradeneeded = ({ oldVersion }) => STEPS.slice(oldVersion).forEach((step) => step(request.result))
    request.onerror = () => failed(request.error)
    request.onsuccess = () => {
      const database = request.result
      database.onclose = closed
      // Kept open, this handle would hold up the newer version in another tab for ever.
      database.onversionchange = ({ newVersion }) => {
        database.close()
        closed()
        if (newVersion !== null) outdated() // null: it is deleted, as when somebody signs out in another tab
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
 * @param {(stores: Stores) => Promise<T> | T} work
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

/** @param {unknown} problem */
const isDeadHandle = (problem) =>
  problem instanceof DOMException &&
  (problem.name === "InvalidStateError" || (problem.name === "UnknownError" && /connection/i.test(problem.message)))
