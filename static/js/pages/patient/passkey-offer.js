/** What a patient is offered right after joining: to come in with face or finger next time. */
import { Problem } from "../../api.js"
import { patientLayout } from "../../components/patient-layout.js"
import { h, signal } from "../../dom.js"
import { hasPasskeys, prepareAccess, registerPasskey } from "../../passkey.js"
import { go } from "../../router.js"
import { remember } from "../../session.js"
import { t } from "../../translate.js"

const onward = () => go("/", { replace: true })

export default async function offer() {
  await prepareAccess()
  return { title: t("offer.title"), view }
}

function view() {
  const problem = signal(""), busy = signal(false)
  const make = async () => {
    if (busy.peek()) return
    busy.value = true
    problem.value = ""
    try {
      const fresh = await registerPasskey()
      if (fresh) {
        remember(fresh)
        return await onward()
      }
      problem.value = t("offer.closed")
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    } finally {
      busy.value = false
    }
  }
  return patientLayout(
    { nav: false },
    h("h1", null, t("offer.title")),
    h("p", null, t("offer.text")),
    h("ul", { class: "points stack tight" }, [1, 2, 3].map((n) => h("li", null, t(`offer.point.${n}`)))),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
    hasPasskeys()
      ? h(
        "button",
        { class: "button main", type: "button", "aria-disabled": () => busy.value && "true", onclick: make },
        t("offer.yes"),
      )
      : h("p", null, t("offer.cannot")),
    h("button", { class: "button quiet", type: "button", onclick: onward }, t(hasPasskeys() ? "offer.no" : "offer.on")),
  )
}
