/** What is answered on the tablet goes to the clinic at once; what could not be sent waits in this document alone. */
import { post, Problem } from "../../api.js"
import { signal } from "../../dom.js"
import { uuid7 } from "../../uuid7.js"

const AGAIN = 5_000 // milliseconds between tries

/**
 * @typedef {{ kind: "check-in" | "response" | "safety-answer" | "effect-report", id?: string, content: object }} Said
 * @typedef {ReturnType<typeof newSender>} Sender
 */

/** A device of its own for each visit, so that its numbers begin anew. */
export function newSender() {
  const device = crypto.randomUUID()
  const waiting = signal(/** @type {(Said & { id: string, seq: number, recorded_at: string })[]} */ ([]))
  const isOver = signal(false)
  let seq = 0, timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined), busy = false

  /** Tries until the clinic has everything, or says that the visit is over. */
  async function send() {
    clearTimeout(timer)
    if (busy || isOver.peek() || waiting.peek().length === 0) return
    busy = true
    const items = waiting.peek()
    try {
      // Whatever cannot be filed is kept by the clinic and shown to staff: it waits here no more.
      await post("/api/kiosk/entries", { device, sent_at: new Date().toISOString(), items })
      waiting.value = waiting.peek().filter((each) => !items.includes(each))
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      isOver.value = problem.status === 401
    } finally {
      busy = false
    }
    if (waiting.peek().length > 0) timer = setTimeout(send, AGAIN)
  }
  return {
    /** True once the clinic takes nothing of this visit any more. */
    isOver,
    /** Whether something that was said is not with the clinic yet. */
    waits: () => waiting.value.length > 0,
    /** @param {Said} said */
    add(said) {
      const entry = { ...said, id: said.id ?? uuid7(), seq: ++seq, recorded_at: new Date().toISOString() }
      waiting.value = [...waiting.peek(), entry]
      return send()
    },
  }
}
