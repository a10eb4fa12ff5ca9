/** Proving at an identity provider who one is. */
import { Problem } from "../api.js"
import { h, signal } from "../dom.js"
import { leaveFor } from "../single-sign-on.js"
import { t } from "../translate.js"

export function form() {
  const problem = signal("")
  const leave = async () => {
    problem.value = ""
    try {
      await leaveFor({ proves: true })
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    }
  }
  return h(
    "div",
    { class: "stack" },
    h("button", { class: "button plain", type: "button", onclick: leave }, t("proof.sso")),
    h("p", { class: "small muted" }, t("proof.sso_hint")),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
  )
}
