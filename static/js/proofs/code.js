/** Proving by six digits that the clinic tells, for a phone without a passkey. */
import { post } from "../api.js"
import { newDeed } from "../deed.js"
import { h } from "../dom.js"
import { t } from "../translate.js"

const SIX_DIGITS = /^\d{6}$/

/** @param {{ done: (me: import("../session.js").Me) => void }} deeds */
export function form({ done }) {
  const deed = newDeed()
  /** @param {SubmitEvent} event */
  const prove = (event) => {
    event.preventDefault()
    const code = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("code")).replace(
      /\s/g,
      "",
    )
    return deed.attempt(async () => {
      if (SIX_DIGITS.test(code)) done(await post("/api/me/prove/code", { code }))
      else deed.problem.value = t("proof.code.missing")
    })
  }
  return h(
    "form",
    { class: "stack", onsubmit: prove, novalidate: true },
    h(
      "div",
      { class: "field" },
      h("label", { for: "proof-code" }, t("proof.code")),
      h("p", { class: "small muted", id: "proof-code-hint" }, t("proof.code.hint")),
      h("input", {
        id: "proof-code",
        name: "code",
        type: "text",
        inputmode: "numeric",
        autocomplete: "one-time-code",
        maxlength: 9,
        "aria-describedby": "proof-code-hint",
      }),
    ),
    deed.problemLine(),
    h(
      "button",
      { class: "button plain", "aria-disabled": deed.disabled },
      t("proof.code.deed"),
    ),
  )
}
