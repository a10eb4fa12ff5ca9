/**
 * Passkeys in this browser: making one, signing in with one, proving again who one is.
 *
 *     const me = await registerPasskey()        // null: the person closed the browser's question
 *
 * Each asks the clinic for a challenge, lets the browser answer it, and sends that back. They throw a Problem with a
 * sentence for people. Browsers want a touch or a key first, so call them from a click.
 */
import { get, post, Problem } from "./api.js"
import { addSentences, t } from "./translate.js"

/** @typedef {import("./session.js").Me} Me */
/** @typedef {{ clinic_id: string, clinic: string, role: import("./session.js").Role }} Workplace */
/**
 * What comes of signing in: who is signed in or, for staff of several clinics, the question at which one.
 *
 * @typedef {{ me: Me | null, choice: { ticket: string, workplaces: Workplace[] } | null }} Entered
 */

/** @type {Promise<void> | null} */
let sentences = null

/** Fetches the sentences about ways to sign in, once. */
export function prepareAccess() {
  return sentences ??= addSentences("access").catch((problem) => {
    sentences = null
    throw problem
  })
}

/** Whether this browser knows passkeys at this address: it wants https, or this very machine. */
export const hasPasskeys = () => typeof globalThis.PublicKeyCredential === "function" && globalThis.isSecureContext

/**
 * Whether to offer a passkey to the signed-in person: this device can check a face, a finger or a code, and the person has
 * none yet. Without an answer, no: it is only an offer.
 */
export async function canOfferPasskey() {
  try {
    if (!hasPasskeys() || !await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()) return false
    return !(await get("/api/me/ways")).ways.includes("passkey")
  } catch {
    return false
  }
}

/** @returns {Promise<Me | null>} */
export async function registerPasskey() {
  const options = await post("/api/passkeys/options", {})
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: options.excludeCredentials.map(described),
      },
    })
  )
  if (!made) return null
  const { clientDataJSON, attestationObject } = /** @type {AuthenticatorAttestationResponse} */ (made.response)
  return post("/api/passkeys", {
    id: made.id,
    response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) },
  })
}

/** @returns {Promise<Entered | null>} */
export const signInWithPasskey = () => use("/api/sign-in/passkey")

/** @returns {Promise<Me | null>} */
export const proveWithPasskey = () => use("/api/me/prove/passkey")

/** @param {string} path that takes the answer to a challenge of its own /options */
async function use(path) {
  const options = await post(`${path}/options`, {})
  const used = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: options.allowCredentials.map(described),
      },
    })
  )
  if (!used) return null
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    /** @type {AuthenticatorAssertionResponse} */ (used.response)
  return post(path, {
    id: used.id,
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle?.byteLength ? text(userHandle) : null,
    },
  })
}

/**
 * What the browser's own question led to. Closing it, waiting too long and having no passkey look alike on purpose: a
 * page must not find out who has one.
 *
 * @param {() => Promise<Credential | null>} question
 * @returns {Promise<PublicKeyCredential | null>}
 */
async function asked(question) {
  await prepareAccess()
  if (!hasPasskeys()) throw new Problem("refused", { code: "no-passkeys-here", message: t("passkey.not_here") })
  try {
    return /** @type {PublicKeyCredential | null} */ (await question())
  } catch (fault) {
    const name = fault instanceof DOMException ? fault.name : ""
    if (name === "NotAllowedError" || name === "AbortError") return null
    if (name === "InvalidStateError") throw new Problem("refused", { message: t("passkey.has_one") })
    if (name === "SecurityError" || name === "NotSupportedError") {
      throw new Problem("refused", { message: t("passkey.not_here") })
    }
    throw fault
  }
}

/** @param {{ id: string }} descriptor @returns {PublicKeyCredentialDescriptor} */
const described = ({ id }) => ({ type: "public-key", id: bytes(id) })

/** @param {string} encoded base64url */
export function bytes(encoded) {
  const plain = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

/** @param {ArrayBuffer} buffer @returns {string} base64url without padding */
export function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}
