/** What waits on this phone, and leaving it. */
import "../../further-style.js"
import { patientLayout } from "../../components/patient-layout.js"
import { h } from "../../dom.js"
import { holdTyping } from "../../half-filled.js"
import * as phone from "../../my-phone.js"
import { me } from "../../session.js"
import { addSentences, t } from "../../translate.js"
import { sections } from "../sections.js"
import { leaving } from "./settings-leaving.js"
import { homeScreen, onThisPhone } from "./settings-phone.js"

// Each area adds its line, in the order of the page.
const SECTIONS = [
  () => import("./settings-reminders.js"),
  () => import("../account/language.js"),
  () => import("./settings-look.js"),
  () => import("../account/passkeys.js"),
  () => import("../account/sessions.js"),
  () => import("./settings-readers.js"),
  () => import("./settings-data.js"),
]

export default async function settings() {
  await Promise.all([phone.openPhone(), addSentences("settings")])
  return { title: t("nav.settings"), view }
}

function view() {
  return holdTyping(patientLayout(
    { current: "settings" },
    h("h1", null, t("nav.settings")),
    onThisPhone(),
    h(
      "section",
      { class: "card stack tight" },
      h("h2", null, t("settings.clinic")),
      h("p", null, () => me.value?.clinic.name),
    ),
    homeScreen(),
    sections(SECTIONS),
    leaving(),
  ))
}
