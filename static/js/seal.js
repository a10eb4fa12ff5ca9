/**
 * Sealing what lies on the phone: AES-GCM with a key that can be used and never read, by no script.
 *
 * It keeps a copied profile or a backup of the phone's files from being read at a glance. It keeps nothing from whoever
 * runs this application on the unlocked phone, since the key lies beside what it opens; see docs/phone.md.
 */

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
