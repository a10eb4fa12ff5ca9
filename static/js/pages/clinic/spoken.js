/** What a patient reads, and which questionnaires are not there in it: staff learn of it while they plan. */

import { get, Problem } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { h, signal } from "../../dom.js"
import { languageName, LANGUAGES, t } from "../../translate.js"

/** @typedef {{ instrument: string, title: string, languages: string[] }} Lacking languages: in which it is there */

/** The application speaks the first ones; in the others a patient may read a questionnaire, and staff see them named. */
const OFFERED = [
  ...Object.keys(LANGUAGES),
  ..."ar cs el fa fr he hi hu it ja ko nl pl pt pt-BR ro ru sv tr uk vi zh".split(" "),
]

/**
 * The fields "language" and "form_language" of a form.
 *
 * @param {{ language: string, form_language: string | null }} now
 * @param {import("../../components/clinic/field.js").Errors} errors
 */
export function languageFields({ language, form_language }, errors) {
  const options = (/** @type {string | null} */ kept) =>
    optionsOf([...new Set([...OFFERED, kept ?? "en"])].map((value) => ({ value, text: languageName(value) })))
  return h(
    "div",
    { class: "row" },
    field(
      { name: "language", label: t("person.language"), errors },
      "select",
      { value: language },
      options(language),
    ),
    field(
      { name: "form_language", label: t("person.form_language"), hint: t("person.form_language_hint"), errors },
      "select",
      { value: form_language ?? "" },
      h("option", { value: "" }, t("person.form_language_none")),
      options(form_language),
    ),
  )
}

/** Looks up what is lacking for the plan in a form, whenever something in it changes. */
export function newSpoken() {
  const lacking = signal(/** @type {Lacking[]} */ ([]))
  let last = ""
  return {
    lacking,
    /** @param {HTMLFormElement} form with the fields above, "indication" and "protocol" */
    async look(form) {
      const said = new FormData(form), query = new URLSearchParams()
      for (const name of ["indication", "protocol", "language", "form_language"]) {
        if (said.get(name)) query.set(name, String(said.get(name)))
      }
      if (!query.get("protocol") || !query.get("indication") || !query.get("language") || String(query) === last) return
      const mine = last = String(query)
      try {
        const { missing } = await get(`/api/questionnaire-languages?${query}`)
        if (mine === last) lacking.value = missing
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem
        last = "" // asked again with the next change
      }
    },
  }
}

/** @param {Lacking[]} lacking */
export const lackingNotice = (lacking) =>
  lacking.length > 0 && h(
    "div",
    { class: "notice", role: "status" },
    h(
      "div",
      { class: "stack tight" },
      h("strong", null, t("spoken.title")),
      h(
        "ul",
        { class: "lines small" },
        lacking.map(({ title, languages }) =>
          h("li", null, t("spoken.only", { title, languages: languages.map(languageName).join(", ") }))
        ),
      ),
      h("p", { class: "small" }, t("spoken.text")),
    ),
  )
