/** A sign-out that the clinic has not heard of yet: it is noted on the phone, and told before anything else is asked for. */
import { post, Problem } from "./api.js"
import { unsubscribe } from "./push.js"
import { forgetSession } from "./session.js"

const LEAVING = "lodestone.leaving"
const PATIENCE = 4_000 // milliseconds that a sign-out waits for the clinic before the page goes on

/**
 * Signs a patient out of this phone at once, also without a network: what is on the phone must not need the clinic to go.
 *
 * The session's cookie is out of a page's reach and only the clinic can end it. Until it has heard of this, nobody is
 * signed in here, whatever the cookie says: see loadSession.
 */
export async function leavePhone() {
  localStorage.setItem(LEAVING, "true")
  forgetPatient()
  await tellInTime()
}

/** Forgets on this phone who was signed in, and lets no notification of theirs come here. */
export function forgetPatient() {
  forgetSession()
  // Not waited for: a browser may want its push service for it, and the clinic sends nothing to a session that is over.
  unsubscribe().catch(console.warn)
}

/** @returns {Promise<boolean>} false: the clinic has not heard of it yet */
export const tellInTime = () =>
  Promise.race([
    tell(),
    new Promise((/** @type {(is: boolean) => void} */ done) => setTimeout(done, PATIENCE, false)),
  ])

/** @type {Promise<boolean> | null} */
let telling = null

/** @returns {Promise<boolean>} false: the clinic has not heard of it yet */
export const tell = () => (telling ??= told().finally(() => (telling = null)))

async function told() {
  try {
    await post("/api/sign-out", {})
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    if (problem.status !== 401) { // 401: it was over already
      addEventListener("online", tell, { once: true })
      return false
    }
  }
  localStorage.removeItem(LEAVING)
  return true
}
