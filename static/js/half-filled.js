/**
 * Whether somebody is in the middle of something, in this window or in another one: no update may take it away.
 *
 *     const done = halfFilled("check-in")   // once the first answer is given
 *     onCleanup(done)                        // when the page goes; and done() as soon as it is saved
 */
import { computed, signal } from "./dom.js"

const LOCK = "lodestone-half-filled"

/** @type {import("./dom.js").Signal<readonly string[]>} */
const reasons = signal(/** @type {readonly string[]} */ ([]))

/** True while something half-filled is on this screen. */
export const isHalfFilled = computed(() => reasons.value.length > 0)

/**
 * Says that something is half-filled. The browser then asks before it closes this window, and an update waits.
 *
 * @param {string} reason for who looks for an error; nobody else sees it
 * @returns {() => void} ends it; further calls do nothing
 */
export function halfFilled(reason) {
  reasons.value = [...reasons.peek(), reason]
  if (reasons.peek().length === 1) addEventListener("beforeunload", ask)
  let ended = false
  let release = () => {}
  // Other windows see the lock, and it ends with this window, however that ends.
  navigator.locks?.request(LOCK, { mode: "shared" }, () =>
    new Promise((done) => {
      release = () => done(null)
      if (ended) release()
    }))
  return () => {
    if (ended) return
    ended = true
    release()
    const left = [...reasons.peek()]
    left.splice(left.indexOf(reason), 1)
    reasons.value = left
    if (left.length === 0) removeEventListener("beforeunload", ask)
  }
}

/** Whether anything is half-filled in any window of this browser. */
export async function isHalfFilledAnywhere() {
  if (isHalfFilled.peek()) return true
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  return held.some(({ name }) => name === LOCK)
}

/** @param {BeforeUnloadEvent} event */
function ask(event) {
  event.preventDefault()
  event.returnValue = true // browsers before 2023 ask only then
}
