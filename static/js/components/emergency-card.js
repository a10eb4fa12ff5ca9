import { h } from "../dom.js"
import { t } from "../translate.js"
import { callButton } from "./call-button.js"

/**
 * What to do about a symptom that cannot wait, with the numbers to call. Instead of advice, and before anything is saved.
 *
 * @param {{
 *   marked: string[], help: import("../session.js").HelpCard | null, isTold?: () => boolean, atClinic?: boolean,
 * }} what marked: seizure, syncope, hearing or headache, the worst ever; isTold: the clinic has been told; left out where
 *   nothing is to be said about it; atClinic: a tablet at the desk, where somebody is near
 */
export function emergencyCard({ marked, help, isTold, atClinic = false }) {
  return h(
    "section",
    { class: "support stack", "aria-label": t("emergency.title") },
    h("h2", null, t("emergency.title")),
    atClinic && h("p", null, h("b", null, t("emergency.desk"))),
    marked.map((effect) => h("p", null, t(`emergency.${effect}`))),
    help ? callButton("help.emergency", help.emergency_number, "main") : h("p", null, t("help.unknown")),
    help?.clinic_phone && callButton("emergency.clinic", help.clinic_phone, "plain"),
    isTold &&
      h(
        "p",
        { class: "small muted" },
        () => t(isTold() ? "emergency.told" : "emergency.waiting"),
        " ",
        t("support.not-live"),
      ),
  )
}
