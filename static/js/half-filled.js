/**
 * Whether somebody is in the middle of something, in this window or in another one: no update may take it away.
 *
 *     const done = halfFilled("check-in")   // once the first answer is given
 *     onCleanup(done)                        // when the page goes; and done() as soon as it is saved
 */
import { computed, onCleanup, signal } from "./dom.js"

const LOCK = "lodestone-half-filled"

/** @typedef {{ reason: string, asks: boolean }} Hold */
const holds = signal(/** @type {readonly Hold[]} */ ([]))

/** True while something half-filled is in this window. */
export const isHalfFilled = computed(() => holds.value.length > 0)

/**
 * Says that something is half-filled: an update waits.
 *
 * @param {string} reason for who looks for an error; nobody else sees it
 * @param {{ asks?: boolean }} [how] asks: the browser asks before it closes this window
 * @returns {() => void} ends it; further calls do nothing
 */
export function halfFilled(reason, { asks = true } = {}) {
  const mine = { reason, asks }
  keep([...holds.peek(), mine])
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
    keep(holds.peek().filter((each) => each !== mine))
  }
}

/**
 * Holds updates from the first letter that is typed into a page until the page goes. Nobody is asked about leaving it: what
 * was typed may be saved by then. What is only tapped is saved at once.
 *
 * @template {HTMLElement} E
 * @param {E} page
 */
export function holdTyping(page) {
  let end = () => {}, isHeld = false
  page.addEventListener("input", ({ target }) => {
    if (isHeld || /** @type {HTMLElement} */ (target).matches("[type=radio], [type=checkbox]")) return
    isHeld = true
    end = halfFilled("what is typed", { asks: false })
  })
  onCleanup(() => end())
  return page
}

/** @param {readonly Hold[]} now */
function keep(now) {
  holds.value = now
  if (now.some(({ asks }) => asks)) addEventListener("beforeunload", ask)
  else removeEventListener("beforeunload", ask)
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
