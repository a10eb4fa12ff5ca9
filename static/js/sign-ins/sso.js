/** Signing in at an identity provider, where the installation has one. */
import { get, Problem } from "../api.js"
import { h, signal } from "../dom.js"
import { leaveFor } from "../single-sign-on.js"
import { t } from "../translate.js"

export function form() {
  const name = signal(/** @type {string | null} */ (null)), problem = signal("")
  // Without an answer there is no button: the other ways stand here already.
  get("/api/sign-in/ways").then(({ sso }) => (name.value = sso), () => {})
  const leave = async () => {
    problem.value = ""
    try {
      await leaveFor({ proves: false })
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    }
  }
  return h(
    "div",
    { class: "stack", hidden: () => !name.value },
    h(
      "button",
      { class: "button plain", type: "button", onclick: leave },
      () => t("sign_in.sso", { name: name.value ?? "" }),
    ),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
  )
}
