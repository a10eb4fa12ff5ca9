/** "Language", for patients among their settings and for staff on their account. */
import { newDeed } from "../../deed.js"
import { h } from "../../dom.js"
import { chooseLanguage } from "../../language.js"
import { addSentences, LANGUAGES, shownLanguage, t } from "../../translate.js"

export async function section() {
  await addSentences("account")
  return view
}

function view() {
  const deed = newDeed()
  /** @param {string} tag */
  const choose = (tag) =>
    deed.attempt(async () => {
      if (!await chooseLanguage(tag)) deed.problem.value = t("language.unreachable")
      else location.reload() // everything on the page is then in one language
    })
  return h(
    "section",
    { class: "card stack tight", "aria-labelledby": "language-title" },
    h("h2", { id: "language-title" }, t("language.title")),
    h("p", { class: "small muted" }, t("language.about")),
    h(
      "div",
      { class: "calls", role: "group", "aria-labelledby": "language-title" },
      Object.entries(LANGUAGES).map(([tag, name]) =>
        h("button", {
          class: "button plain",
          type: "button",
          lang: tag,
          "aria-pressed": String(tag === shownLanguage()),
          "aria-disabled": deed.disabled,
          onclick: () => tag !== shownLanguage() && choose(tag),
        }, name)
      ),
    ),
    deed.problemLine(),
  )
}
