/**
 * Asks the clinic who is signed in as soon as this small module is there, while the rest of the application still comes.
 *
 * A script of its own in the page: on a slow network the answer then waits for nothing but its own round trip.
 */
import { loadSession, recallSession } from "./session.js"

/** Whom this phone remembers; the page opens with that at once, also offline, and the clinic's answer then corrects it. */
export const remembered = recallSession()

/**
 * Done once the clinic has answered, or could not; null for somebody who comes with an invitation, or with a code for the
 * tablet: they are nobody yet, or about to be somebody else.
 */
export const answered = ["/i", "/kiosk"].includes(location.pathname) ? null : loadSession()
