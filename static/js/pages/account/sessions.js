/** Where one is signed in, with a way to end it: of patients and of staff. */

import { get, post } from "../../api.js"
import { sessionList } from "../../components/session-list.js"
import { newDeed } from "../../deed.js"
import { h, signal } from "../../dom.js"
import { withProof } from "../../proof.js"
import { me } from "../../session.js"
import { addSentences, t } from "../../translate.js"

/** @typedef {import("../../components/session-list.js").SignIn} SignIn */

export async function section() {
  const [{ sessions }] = await Promise.all([
    /** @type {Promise<{ sessions: SignIn[] }>} */ (get("/api/me/sessions")),
    addSentences("account"),
  ])
  return () => view(sessions)
}

/** @param {SignIn[]} atFirst */
function view(atFirst) {
  const sessions = signal(atFirst), deed = newDeed()
  const person = me.peek()
  // Staff read times where the clinic is; a patient, where the phone is.
  const zone = person?.role === "patient" ? undefined : person?.clinic.zone

  /** @param {string} path @param {string} sentence */
  const end = (path, sentence) =>
    deed.attempt(async () => {
      sessions.value = (await withProof(() => post(path, {}))).sessions
      deed.said.value = sentence
    })
  const endOne = (/** @type {SignIn} */ { id, label }) =>
    end(`/api/me/sessions/${id}/end`, t("sessions.ended", { label: label ?? t("sessions.unknown") }))
  const endOthers = () => end("/api/me/sessions/end-others", t("sessions.others_ended"))

  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("sessions.title")),
    h("p", { class: "small muted" }, t("sessions.about")),
    () => sessionList(sessions.value, { zone, endOne }),
    deed.saidLine(),
    deed.problemLine(),
    () =>
      sessions.value.some(({ is_this }) => !is_this) &&
      h("button", { type: "button", class: "button plain", onclick: endOthers }, t("sessions.end_others")),
  )
}
