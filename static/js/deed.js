/**
 * A deed of a page that can fail: one at a time, with a sentence for what became of it.
 *
 *     const deed = newDeed()
 *     h("button", { "aria-disabled": deed.disabled, onclick: () => deed.attempt(async () => { await post(...) }) }, ...)
 *     deed.problemLine()
 */
import { Problem } from "./api.js"
import { h, signal } from "./dom.js"
import { t } from "./translate.js"

export function newDeed() {
  const busy = signal(false), said = signal(""), problem = signal("")
  return {
    busy,
    said,
    problem,
    /** For a button's aria-disabled: it keeps the focus, and can still be reached. */
    disabled: () => busy.value && "true",
    /**
     * Nothing happens while the one before is under way. A Problem becomes a sentence; any other error is one of ours or of
     * the browser's: that it failed is said, and the rest is for the console.
     *
     * @param {() => Promise<unknown>} work may set `said` and `problem` itself
     */
    async attempt(work) {
      if (busy.peek()) return
      busy.value = true
      said.value = problem.value = ""
      try {
        await work()
      } catch (fault) {
        const isProblem = fault instanceof Problem
        problem.value = isProblem && fault.message || t(`problem.${isProblem ? fault.kind : "fault"}.text`)
        if (!isProblem) throw fault
      } finally {
        busy.value = false
      }
    },
    saidLine: () => h("p", { role: "status", class: "small", hidden: () => !said.value }, () => said.value),
    problemLine: () => h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
  }
}
