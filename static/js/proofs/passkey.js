/** Proving with a passkey who one is. */
import { Problem } from "../api.js"
import { h, signal } from "../dom.js"
import { proveWithPasskey } from "../passkey.js"
import { t } from "../translate.js"

/** @param {{ done: (me: import("../session.js").Me) => void }} deeds */
export function form({ done }) {
  const problem = signal(""), busy = signal(false)
  const prove = async () => {
    if (busy.peek()) return
    busy.value = true
    problem.value = ""
    try {
      const me = await proveWithPasskey()
      if (me) done(me)
      else problem.value = t("passkey.closed")
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    } finally {
      busy.value = false
    }
  }
  return h(
    "div",
    { class: "stack" },
    h(
      "button",
      { class: "button", type: "button", "aria-disabled": () => busy.value && "true", onclick: prove },
      t("proof.passkey"),
    ),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
  )
}
