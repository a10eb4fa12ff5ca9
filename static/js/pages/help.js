/** Whom to call now. Opens without signing in and without a network. */
import "../further-style.js"
import { crisisCard } from "../components/crisis-card.js"
import { patientLayout } from "../components/patient-layout.js"
import { callWay } from "../call-offer.js"
import { h } from "../dom.js"
import { keptHelp, loadHelp, me } from "../session.js"
import { t } from "../translate.js"

export default async function help() {
  const kept = keptHelp()
  // What is kept shows at once; a fresh card is only waited for when there is none.
  const fresh = loadHelp()
  const card = kept ?? (await fresh)
  const isPatient = me.peek()?.role === "patient"
  return {
    title: t("help.title"),
    view: () =>
      patientLayout(
        { current: "help", nav: isPatient },
        h("h1", null, t("help.title")),
        crisisCard(card),
        isPatient && callWay(),
        h("a", { class: "button quiet", href: "/", onclick: goBack }, t("help.back")),
      ),
  }
}

/** To where the reader was, perhaps in the middle of a questionnaire. @param {Event} event */
function goBack(event) {
  if (!history.state?.inside) return
  event.preventDefault()
  history.back()
}
