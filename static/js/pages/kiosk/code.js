/** The code that the team gave the patient, typed on the tablet. */
import { get, post, Problem } from "../../api.js"
import { dayOf } from "../../calendar.js"
import { h, signal } from "../../dom.js"
import { languageFor, shownLanguage, t, useLanguage } from "../../translate.js"
import { kioskLayout } from "./layout.js"

/** What is due today on this tablet's calendar. @returns {Promise<import("./visit.js").Visit>} */
export const whatIsDue = () => get(`/api/kiosk?on=${dayOf(new Date())}`)

/** @param {(visit: import("./visit.js").Visit) => void} begun */
export function codeForm(begun) {
  const problem = signal(""), busy = signal(false)

  /** @param {SubmitEvent} event */
  const enter = async (event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    const code = String(new FormData(form).get("code")).trim()
    if (busy.peek()) return
    if (!code) return void (problem.value = t("kiosk.code.missing"))
    busy.value = true
    problem.value = ""
    try {
      await post("/api/kiosk/begin", { code })
      const visit = await whatIsDue()
      // The tablet is the clinic's: its own language comes back with the next document.
      await useLanguage(languageFor([visit.language, shownLanguage()]), { kept: false }).catch(console.warn)
      begun(visit)
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.kind === "refused" ? fault.message : t("kiosk.offline")
    } finally {
      busy.value = false
    }
  }
  return kioskLayout(
    null,
    h("h1", null, t("kiosk.code.title")),
    h(
      "form",
      { class: "stack roomy", novalidate: true, onsubmit: enter },
      h(
        "div",
        { class: "field" },
        h("label", { for: "kiosk-code" }, t("kiosk.code.label")),
        h("p", { class: "small muted", id: "kiosk-code-hint" }, t("kiosk.code.hint")),
        h("input", {
          id: "kiosk-code",
          name: "code",
          type: "text",
          class: "spoken",
          autocomplete: "off",
          autocapitalize: "characters",
          spellcheck: "false",
          maxlength: 20,
          "aria-describedby": "kiosk-code-hint",
        }),
      ),
      h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
      h(
        "button",
        { class: "button main", type: "submit", "aria-disabled": () => busy.value && "true" },
        t("kiosk.code.deed"),
      ),
    ),
  )
}
