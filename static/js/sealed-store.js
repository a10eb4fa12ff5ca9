/**
 * A database whose records only this browser can open: everything is sealed on its way in, and opened on its way out.
 *
 * Sealed is AES-GCM with a key that can be used and never read, by no script. It keeps a copied profile or a backup of the
 * phone's files from being read at a glance. It keeps nothing from whoever runs this application on the unlocked phone,
 * since the key lies beside what it opens; see docs/phone.md.
 *
 * The key is made at the first opening and lies in the store "kept", whose records are named from outside; all other
 * stores hold records with an `id`. Where a browser keeps no key (a private window of some), records stay as they are.
 */
import { got, openDatabase } from "./phone-database.js"

/** @typedef {[store: string, key: string]} Place */
/** @typedef {[store: string, key: string, value: any]} Change value: undefined takes it away */
/** @typedef {import("./phone-database.js").Stores} Stores */

const KEYS = "seal."
const ASIDE = "unreadable."

/**
 * @param {string} name
 * @param {{ open: string[], outdated: () => void, factory?: IDBFactory }} what open: names in "kept" of what is nobody's
 *   secret
 */
export async function openSealed(name, { open, ...where }) {
  const { within, close } = openDatabase(name, where)
  const keys = await keysOf(within)
  /** @type {Map<string, { stamp: string, value: any }>} what was opened once need not be opened for each look at it */
  const known = new Map()

  /** What a record says; undefined also for one that cannot be opened. @param {Place} place @param {any} raw */
  async function opened(place, raw) {
    if (!isSealed(raw)) return raw // of a version before sealing
    const path = pathOf(place), stamp = stampOf(raw), key = keys.get(raw.by)
    const before = known.get(path)
    if (before?.stamp === stamp) return before.value
    try {
      if (!key) throw new DOMException("Its key is not on this phone.", "OperationError")
      const value = await unseal(key, path, raw)
      known.set(path, { stamp, value })
      return value
    } catch (problem) {
      console.error("A record on this phone cannot be opened.", problem)
      return undefined
    }
  }

  /** What to put at a place. @param {Place} place @param {any} value */
  async function closed(place, value) {
    const [first] = keys
    if (value === undefined || !first || (place[0] === "kept" && open.includes(place[1]))) return value
    const sealed = { ...await seal(first[1], pathOf(place), value), by: first[0] }
    return place[0] === "kept" ? sealed : { ...sealed, id: place[1] }
  }

  /**
   * Reads, decides and writes as one. Sealing takes longer than a transaction waits, so it comes before the one that
   * writes. That one first looks whether all that was read still stands: was another tab faster, it begins anew.
   *
   * @template T
   * @param {Place[]} places what the decision is made of
   * @param {(at: (...place: Place) => any) => { changes: Change[], result: T }} decide
   * @returns {Promise<T>}
   */
  async function step(places, decide) {
    const stores = [...new Set(["kept", ...places.map(([store]) => store)])]
    const read = (/** @type {Stores} */ from) => Promise.all(places.map(([store, key]) => got(from[store].get(key))))
    while (true) {
      const raws = await within("readonly", stores, read)
      const values = await Promise.all(raws.map((raw, n) => opened(places[n], raw)))
      const found = new Map(places.map((place, n) => [pathOf(place), values[n]]))
      const { changes, result } = decide((...place) => found.get(pathOf(place)))
      const ready = await Promise.all(changes.map(([store, key, value]) => closed([store, key], value)))
      const written = await within("readwrite", stores, async (into) => {
        const now = await read(into)
        if (now.some((raw, n) => stampOf(raw) !== stampOf(raws[n]))) return false
        changes.forEach(([store, key], n) => {
          const at = places.findIndex((place) => place[0] === store && place[1] === key)
          // What cannot be opened is not written over: its key may come back.
          if (isSealed(raws[at]) && values[at] === undefined) {
            into.kept.put(raws[at], `${ASIDE}${pathOf(places[at])} ${stampOf(raws[at])}`)
          }
          if (ready[n] === undefined) into[store].delete(key)
          else if (store === "kept") into.kept.put(ready[n], key)
          else into[store].put(ready[n])
        })
        return true
      })
      if (!written) continue
      for (const [store, key, value] of changes) if (value === undefined) known.delete(pathOf([store, key]))
      return result
    }
  }

  return {
    within,
    closed,
    step,

    close: () => {
      known.clear()
      return close()
    },

    /** @param {Place} place @returns {Promise<any>} */
    read: async (...place) =>
      opened(place, await within("readonly", [place[0]], (stores) => got(stores[place[0]].get(place[1])))),

    /** All of a store; value: undefined where it cannot be opened. @param {string} store @returns {Promise<{ id: string, value: any }[]>} */
    async all(store) {
      const raws = /** @type {any[]} */ (await within("readonly", [store], (stores) => got(stores[store].getAll())))
      return Promise.all(raws.map(async (raw) => ({ id: raw.id, value: await opened([store, raw.id], raw) })))
    },

    /** Where something lies that is not sealed and should be. @param {Place[]} further of "kept" @param {string[]} stores @returns {Promise<Place[]>} */
    async plain(further, stores) {
      if (keys.size === 0) return []
      return await within("readonly", ["kept", ...stores], async (from) => {
        const places = [...further]
        for (const store of stores) {
          for (const key of await got(from[store].getAllKeys())) places.push([store, key])
        }
        const raws = await Promise.all(places.map(([store, key]) => got(from[store].get(key))))
        return places.filter((_, n) => raws[n] !== undefined && !isSealed(raws[n]))
      })
    },
  }
}

/**
 * The keys by name, of which the first seals. A key that the browser no longer gives out stays, and another one is made.
 *
 * @param {import("./phone-database.js").Database["within"]} within
 * @returns {Promise<Map<string, CryptoKey>>}
 */
async function keysOf(within) {
  const range = IDBKeyRange.bound(KEYS, `${KEYS}\uffff`)
  /** @param {IDBObjectStore} kept @returns {Promise<Map<string, CryptoKey>>} */
  const usable = async (kept) => {
    const [names, keys] = await Promise.all([got(kept.getAllKeys(range)), got(kept.getAll(range))])
    return new Map(
      names.flatMap((/** @type {string} */ name, /** @type {number} */ n) =>
        keys[n] instanceof CryptoKey ? [[name, keys[n]]] : []
      ),
    )
  }
  const there = await within("readonly", ["kept"], ({ kept }) => usable(kept))
  if (there.size > 0) return there
  const made = await makeSeal()
  const name = `${KEYS}${crypto.randomUUID()}`
  try {
    return await within("readwrite", ["kept"], async ({ kept }) => {
      const faster = await usable(kept) // another tab that opens for the first time too
      if (faster.size > 0) return faster
      kept.put(made, name)
      return new Map([[name, made]])
    })
  } catch (problem) {
    if (!(problem instanceof DOMException && problem.name === "DataCloneError")) throw problem
    console.warn("This browser keeps no keys, so what is saved here is not sealed.", problem)
    return new Map()
  }
}

/** @param {Place} place */
const pathOf = (place) => place.join("/")

/** Differs whenever a record was written anew. @param {any} raw */
const stampOf = (raw) => raw === undefined ? "" : isSealed(raw) ? raw.iv.join() : JSON.stringify(raw)

/** @typedef {{ iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer, by: string }} Sealed by: the name of the key */

const KIND = { name: "AES-GCM", length: 256 }

/** @returns {Promise<CryptoKey>} */
export const makeSeal = () => crypto.subtle.generateKey(KIND, false, ["encrypt", "decrypt"])

/** @param {any} value @returns {value is Sealed} */
export const isSealed = (value) => value?.iv instanceof Uint8Array && value.sealed instanceof ArrayBuffer

/**
 * The place is sealed along: a record that somebody moved to another place does not open there.
 *
 * @param {CryptoKey} key
 * @param {string} place
 * @param {unknown} value JSON
 */
export async function seal(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt(
    { ...KIND, iv, additionalData: bytes(place) },
    key,
    bytes(JSON.stringify(value)),
  )
  return { iv, sealed }
}

/**
 * Rejects where the key or the place is another one, or a bit was changed.
 *
 * @param {CryptoKey} key
 * @param {string} place
 * @param {Sealed} what
 * @returns {Promise<any>}
 */
export async function unseal(key, place, { iv, sealed }) {
  const plain = await crypto.subtle.decrypt({ ...KIND, iv, additionalData: bytes(place) }, key, sealed)
  return JSON.parse(new TextDecoder().decode(plain))
}

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text)
