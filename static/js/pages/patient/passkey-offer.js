/** What a patient is offered right after joining: to come in with face or finger next time. */
import "../../further-style.js"
import { patientLayout } from "../../components/patient-layout.js"
import { newDeed } from "../../deed.js"
import { h } from "../../dom.js"
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
  const deed = newDeed()
  const make = () =>
    deed.attempt(async () => {
      const fresh = await registerPasskey()
      if (!fresh) return void (deed.problem.value = t("offer.closed"))
      remember(fresh)
      await onward()
    })
  return patientLayout(
    { nav: false },
    h("h1", null, t("offer.title")),
    h("p", null, t("offer.text")),
    h("ul", { class: "points stack tight" }, [1, 2, 3].map((n) => h("li", null, t(`offer.point.${n}`)))),
    deed.problemLine(),
    hasPasskeys()
      ? h(
        "button",
        { class: "button main", type: "button", "aria-disabled": deed.disabled, onclick: make },
        t("offer.yes"),
      )
      : h("p", null, t("offer.cannot")),
    h("button", { class: "button quiet", type: "button", onclick: onward }, t(hasPasskeys() ? "offer.no" : "offer.on")),
  )
}
