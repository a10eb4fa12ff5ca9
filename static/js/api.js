/**
 * Talks JSON with our server and tells three failures apart: no answer, our refusal, and an answer that is not ours.
 *
 *     const me = await get("/api/me")
 *     const alert = await post(`/api/alerts/${id}/close`, { done: "Called back at 14:10" })
 *     try { ... } catch (problem) { if (problem instanceof Problem && problem.code === "scores-changed") ... }
 */

import { shownLanguage } from "./translate.js"

/** @typedef {"unreachable" | "refused" | "foreign" | "outdated"} ProblemKind */

/** What went wrong with a request. `message` is for people; empty when nobody of ours wrote one. */
export class Problem extends Error {
  /**
   * @param {ProblemKind} kind unreachable: no answer (offline, timed out); refused: our server said no; foreign:
   *   something else answered, such as the sign-in page of a hotel network or a proxy's error page; outdated: the server has a newer version of this application
   * @param {{ status?: number, code?: string, message?: string, details?: Record<string, unknown>, retryAfter?: number | null }} [what]
   */
  constructor(kind, { status = 0, code = kind, message = "", details = {}, retryAfter = null } = {}) {
    super(message)
    this.name = "Problem"
    this.kind = kind
    this.status = status
    this.code = code
    this.details = details
    /** Seconds that the server asked us to wait, or null. */
    this.retryAfter = retryAfter
  }
}

/** @type {() => void} */
let tellSignedOut = () => {}

/** Calls `told` whenever the clinic answers that nobody is signed in. @param {() => void} told */
export function onSignedOut(told) {
  tellSignedOut = told
}

/** @typedef {{ method: string, path: string, body: string }} Outgoing */
/** @typedef {(request: Outgoing, beyond?: number) => Promise<Record<string, string>>} Signer gives headers */

/** @type {Signer | null} */
let sign = null

/**
 * From now on what is posted carries these headers; see phone-key.js.
 *
 * @param {Signer | null} signer `beyond`: the highest number that the clinic has seen of a signature, if it said so
 */
export function signWith(signer) {
  sign = signer
}

let sitting = 0

/** Somebody else sits here now: what was asked before is answered to nobody. */
export const changeSeats = () => void sitting++

const JSON_BODY = { "Content-Type": "application/json" }
const PATIENCE = 30_000 // milliseconds; a slow phone network may take ten seconds for a small answer

/** @param {string} path @returns {Promise<any>} */
export const get = (path) => request("GET", path)

/**
 * What a page asks by itself, without anybody at it: it keeps no session open.
 *
 * @param {string} path
 * @returns {Promise<any>}
 */
export const getUnattended = (path) => request("GET", path, undefined, { "Lodestone-Unattended": "1" })

/** @param {string} path @param {unknown} body @returns {Promise<any>} the answer, or null when it has no body */
export async function post(path, body) {
  const text = JSON.stringify(body)
  if (!sign) return request("POST", path, text)
  const outgoing = { method: "POST", path, body: text }
  try {
    return await request("POST", path, text, await sign(outgoing))
  } catch (problem) {
    // Another window of this phone was faster, or has just made the key: signed anew, it is as good as never sent.
    const anew = problem instanceof Problem && ["sent-before", "wrong-device"].includes(problem.code)
    if (!anew) throw problem
    return request("POST", path, text, await sign(outgoing, Number(problem.details?.count) || 0))
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body] JSON
 * @param {Record<string, string>} [further] headers
 * @returns {Promise<any>}
 */
async function request(method, path, body, further = {}) {
  const asker = sitting
  /** @type {Response} */
  let answer
  /** @type {string} */
  let text
  try {
    answer = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      // A redirect is never ours: captive portals answer so.
      redirect: "error",
      headers: { Accept: "application/json", ...(body === undefined ? {} : JSON_BODY), ...further },
      body,
      signal: timeout(PATIENCE),
    })
    text = await answer.text()
  } catch {
    throw new Problem("unreachable")
  }
  if (asker !== sitting) throw new Problem("unreachable")
  try {
    return read(answer, text)
  } catch (problem) {
    // The server writes English itself.
    if (problem instanceof Problem && problem.kind === "refused" && !["", "en"].includes(shownLanguage())) {
      await translated(problem)
    }
    throw problem
  }
}

/** Says what the server refused in the reader's language; in English where those words are out of reach. @param {Problem} problem */
async function translated(problem) {
  try {
    const { sayAgain } = await import("./refusals.js")
    Object.assign(problem, await sayAgain(problem))
  } catch (fault) {
    console.warn(fault)
  }
}

/**
 * What an answer says, or a Problem. Exported for tests.
 *
 * @param {{ status: number, ok: boolean, headers: { get(name: string): string | null } }} answer
 * @param {string} text
 */
export function read(answer, text) {
  const { status } = answer
  const retryAfter = secondsToWait(answer.headers.get("Retry-After"))
  if (status === 204) return null
  const parsed = parse(text)
  if (answer.ok && parsed !== undefined) return parsed
  if (!answer.ok && typeof parsed?.code === "string") {
    const { code, message, details } = parsed
    if (code === "sign-in-needed") tellSignedOut()
    throw new Problem("refused", { status, code, message, details, retryAfter })
  }
  throw new Problem("foreign", { status, retryAfter })
}

/** @param {string} text @returns {any} undefined when it is no JSON */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @param {string | null} header seconds or an HTTP date @returns {number | null} */
function secondsToWait(header) {
  if (!header) return null
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null
}

/** @param {number} milliseconds */
function timeout(milliseconds) {
  // AbortSignal.timeout came to iPhones with 16; older ones wait as long as the system does.
  return typeof AbortSignal.timeout === "function" ? AbortSignal.timeout(milliseconds) : undefined
}
