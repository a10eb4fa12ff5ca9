/**
 * The phone's own key: it signs what the phone sends, so that a copied cookie alone sends nothing.
 *
 * Made only where it stays: in the home-screen app, and in a browser that keeps its storage for good. On iPhones that app
 * begins with a copy of the browser's cookies, but with a storage of its own: a key made in the browser would stay behind
 * there. The private half can be used and never read, by no script.
 */

import { post, Problem } from "./api.js"
import { remember } from "./session.js"

const KIND = { name: "ECDSA", namedCurve: "P-256" }

/** @returns {Promise<CryptoKeyPair>} */
export const makeKey = () => /** @type {Promise<CryptoKeyPair>} */ (crypto.subtle.generateKey(KIND, false, ["sign"]))

/** The public half as the clinic takes it. @param {CryptoKeyPair} pair */
export async function publicHalf(pair) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey)
  return { kty, crv, x, y }
}

/**
 * The value of the header Lodestone-Signature.
 *
 * @param {CryptoKeyPair} pair
 * @param {number} count higher than that of any signature before: by it the clinic knows a request that was copied
 * @param {{ method: string, path: string, body: string }} request
 */
export async function signatureOf(pair, count, { method, path, body }) {
  const hash = hex(await crypto.subtle.digest("SHA-256", bytes(body)))
  const text = ["lodestone-1", method, path, count, hash].join("\n")
  const made = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, bytes(text))
  return `${count}.${base64url(made)}`
}

/**
 * Binds the session to a key of this installation.
 *
 * The key is kept before the clinic hears of it: an answer that is lost must not leave a session whose key nobody has.
 *
 * @param {Pick<import("./phone-store.js").PhoneStore, "key" | "keepKey">} store
 */
export async function bind({ key, keepKey }) {
  try {
    const pair = await key() ?? await makeKey()
    await keepKey(pair)
    remember(await post("/api/me/device", { key: await publicHalf(pair) }))
  } catch (problem) {
    // All works without it; the next exchange tries again.
    if (!(problem instanceof Problem)) console.warn("This phone cannot keep a key.", problem)
  }
}

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text)

/** @param {ArrayBuffer} data */
const hex = (data) => [...new Uint8Array(data)].map((byte) => byte.toString(16).padStart(2, "0")).join("")

/** @param {ArrayBuffer} data */
const base64url = (data) =>
  btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
