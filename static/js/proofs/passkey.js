/** Proving with a passkey who one is. */
import { newDeed } from "../deed.js"
import { h } from "../dom.js"
import { proveWithPasskey } from "../passkey.js"
import { t } from "../translate.js"

/** @param {{ done: (me: import("../session.js").Me) => void }} deeds */
export function form({ done }) {
  const deed = newDeed()
  const prove = () =>
    deed.attempt(async () => {
      const me = await proveWithPasskey()
      if (me) done(me)
      else deed.problem.value = t("passkey.closed")
    })
  return h(
    "div",
    { class: "stack" },
    h(
      "button",
      { class: "button", type: "button", "aria-disabled": deed.disabled, onclick: prove },
      t("proof.passkey"),
    ),
    deed.problemLine(),
  )
}
