/** The page behind an invitation or a staff sign-in link: `/i#token`. */
import { post, Problem } from "../api.js"
import { patientLayout } from "../components/patient-layout.js"
import { h, signal } from "../dom.js"
import { canOfferPasskey } from "../passkey.js"
import { go } from "../router.js"
import { homeOf } from "../routes.js"
import { remember } from "../session.js"
import { t } from "../translate.js"

/** @typedef {{ clinic: string, kind: "patient" | "staff", role: string, is_demo: boolean }} Invitation */

export default async function join() {
  // In the fragment the token never reaches a server's log. It stays there until it is used: a page that is closed
  // before must open again.
  const token = location.hash.slice(1)
  try {
    const invitation = /** @type {Invitation} */ (await post("/api/invitations/look", { token }))
    // While the invitation is read, the page behind it comes in.
    if (invitation.kind === "patient") import("./patient/today.js").catch(() => {})
    return { title: t("join.title", { clinic: invitation.clinic }), view: () => invited(token, invitation) }
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== "invitation-unusable") throw problem
    history.replaceState(null, "", "/i")
    return { title: t("join.unusable.title"), view: unusable }
  }
}

/** @param {string} token @param {Invitation} invitation */
function invited(token, invitation) {
  const busy = signal(false)
  const problem = signal("")

  const enter = async () => {
    if (busy.peek()) return
    busy.value = true
    problem.value = ""
    try {
      const me = await post("/api/join", { token })
      remember(me)
      const offered = me.role === "patient" && await canOfferPasskey()
      await go(offered ? "/app/passkey" : homeOf(me.role), { replace: true })
    } catch (fault) {
      busy.value = false
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    }
  }

  return patientLayout(
    { nav: false },
    invitation.is_demo && h("p", { class: "demo card" }, h("b", null, t("demo.mark")), " ", t("demo.text")),
    h("h1", null, t("join.title", { clinic: invitation.clinic })),
    invitation.kind === "patient"
      ? [
        h("p", null, t("join.patient.text")),
        h("ul", { class: "points stack tight" }, [1, 2, 3].map((n) => h("li", null, t(`join.patient.point.${n}`)))),
      ]
      : h("p", null, t("join.staff.text", { role: t(`role.${invitation.role}`) })),
    h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
    h(
      "button",
      { class: "button main", type: "button", "aria-disabled": () => busy.value && "true", onclick: enter },
      t("join.continue"),
    ),
  )
}

const unusable = () =>
  patientLayout(
    { nav: false },
    h("h1", null, t("join.unusable.title")),
    h("p", null, t("join.unusable.text")),
    h("a", { class: "button plain", href: "/" }, t("missing.start")),
  )
