/** The first page for someone who is not signed in. */
import { patientLayout } from "../components/patient-layout.js"
import { h, signal } from "../dom.js"
import { go } from "../router.js"
import { unreachableAtStart } from "../session.js"
import { t } from "../translate.js"

export default function welcome() {
  const problem = signal("")

  /** @param {SubmitEvent} event */
  const open = (event) => {
    event.preventDefault()
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))
    const token = String(form.get("link")).trim().replace(/^.*#/, "")
    if (token) go(`/i#${token}`)
    else problem.value = t("welcome.missing")
  }

  return {
    title: t("welcome.title"),
    view: () =>
      patientLayout(
        { nav: false },
        h("h1", null, t("welcome.title")),
        unreachableAtStart.peek() && h("p", { class: "problem" }, t("welcome.unreachable")),
        h("p", null, t("welcome.text")),
        h(
          "form",
          { class: "card stack", onsubmit: open, novalidate: true },
          h(
            "div",
            { class: "field" },
            h("label", { for: "link" }, t("welcome.link")),
            h("p", { class: "small muted", id: "link-hint" }, t("welcome.link.hint")),
            h("input", {
              id: "link",
              name: "link",
              type: "text",
              autocomplete: "off",
              autocapitalize: "none",
              spellcheck: "false",
              "aria-describedby": "link-hint",
            }),
          ),
          h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
          h("button", { class: "button plain", type: "submit" }, t("welcome.open")),
        ),
      ),
  }
}
