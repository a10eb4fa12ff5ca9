/** Proving by six digits that the clinic tells, for a phone without a passkey. */
import { post, Problem } from "../api.js"
import { h, signal } from "../dom.js"
import { t } from "../translate.js"

/** @param {{ done: (me: import("../session.js").Me) => void }} deeds */
export function form({ done }) {
  const problem = signal(""), busy = signal(false)
  /** @param {SubmitEvent} event */
  const prove = async (event) => {
    event.preventDefault()
    if (busy.peek()) return
    const code = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("code")).trim()
    if (!code) return void (problem.value = t("proof.code.missing"))
    busy.value = true
    problem.value = ""
    try {
      done(await post("/api/me/prove/code", { code }))
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    } finally {
      busy.value = false
    }
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
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
    h(
      "button",
      { class: "button plain", "aria-disabled": () => busy.value && "true" },
      t("proof.code.deed"),
    ),
  )
}
