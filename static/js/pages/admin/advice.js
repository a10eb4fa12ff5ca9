/** What patients read after they marked a side effect: editing the texts, and confirming them. */

import { get, post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { named } from "../../components/effect-names.js"
import { computed, h, list, signal } from "../../dom.js"
import { addSentences, day, languageName, t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { desk, prepareDesk, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {import("../../felt.js").Advice} Text
 * @typedef {{ language: string, texts: Text[], confirmed_on: string | null, confirmed_by: string | null,
 *   is_own: boolean }} Advice the words in one language
 * @typedef {{ advice: Advice[], effects: { key: string, label: string }[] }} Answer
 * @typedef {{ key: number, text: Text }} Row a text of the form; the key stays when others are removed
 * @typedef {import("../../components/clinic/field.js").Errors} Errors
 */

const GRADES = [1, 2, 3] // mild, medium, strong
const WORDS = /** @type {const} */ (["usual", "help", "call"])

/** @param {import("../../router.js").Place} place */
export default async function advicePage({ query }) {
  const [{ advice, effects }] = await Promise.all([
    /** @type {Promise<Answer>} */ (get("/api/clinic/advice")),
    prepareDesk("advice"),
    addSentences("day"), // the names of side effects
  ])
  const shown = advice.find(({ language }) => language === query.get("language")) ?? advice[0]
  return {
    title: t("advice.page"),
    view: () => desk("clinic", page(shown, advice.map(({ language }) => language), effects.map(named))),
  }
}

/** @param {Advice} advice @param {string[]} languages @param {{ key: string, label: string }[]} effects */
function page(advice, languages, effects) {
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("advice.page")), h("p", { class: "muted" }, t("advice.about"))),
    ),
    h(
      "nav",
      { class: "ways", "aria-label": t("advice.languages") },
      languages.map((each) =>
        h("a", {
          href: `/app/clinic/advice?language=${each}`,
          "aria-current": each === advice.language ? "page" : null,
        }, languageName(each))
      ),
    ),
    confirming(advice),
    h("section", { class: "card form-card" }, editor(advice, effects)),
  ]
}

/** @param {Advice} advice */
function confirming({ language, is_own, confirmed_on, confirmed_by }) {
  const sending = newSending()
  return h(
    "section",
    { class: "card form-card stack" },
    h(
      "p",
      { class: confirmed_on ? null : "problem" },
      confirmed_on
        ? t("advice.confirmed", { name: confirmed_by ?? "", on: day(confirmed_on, "full") })
        : t(is_own ? "advice.unconfirmed" : "advice.not_own", { language: languageName(language) }),
    ),
    !confirmed_on && formOf(
      {
        sending,
        deed: t("advice.confirm"),
        async submit({ name }) {
          await post("/api/clinic/advice/confirm", { language, name })
          await tellAndReload(t("advice.confirm_told"))
        },
      },
      field({ name: "name", label: t("advice.who"), hint: t("advice.who_hint"), errors: sending.errors }, "input", {
        autocomplete: "name",
      }),
    ),
  )
}

let made = 0

/** How the fields of a text begin. @param {number} key */
const nameOf = (key) => "texts." + key

/** @param {Text[]} texts @returns {Row[]} */
const rowsOf = (texts) => texts.map((text) => ({ key: made++, text }))

/** @param {Advice} advice @param {{ key: string, label: string }[]} effects */
function editor({ language, texts }, effects) {
  const rows = signal(rowsOf(texts))
  // The server names a text by its place, this form by its key.
  const sending = newSending((name) => name.replace(/^texts\.(\d+)/, (_, place) => nameOf(rows.peek()[place]?.key)))
  const add = () =>
    rows.value = [...rows.peek(), ...rowsOf([{ effect: null, grade: 1, usual: "", help: "", call: "" }])]
  return formOf(
    {
      sending,
      deed: t("advice.save"),
      async submit(values) {
        const body = { language, texts: textsIn(values, rows.peek()) }
        const { advice } = /** @type {Answer} */ (await post("/api/clinic/advice", body))
        const saved = advice.find((each) => each.language === language)
        await tellAndReload(t(saved?.confirmed_on ? "advice.saved" : "advice.saved_anew"))
      },
      onCancel: () => history.back(),
    },
    list(
      () => rows.value,
      ({ key }) => key,
      (row) => textFields(row, rows, { effects, language, errors: sending.errors }),
    ),
    h("div", { class: "deeds" }, h("button", { type: "button", class: "button plain", onclick: add }, t("advice.add"))),
  )
}

/**
 * @param {Row} row @param {import("../../dom.js").Signal<Row[]>} rows
 * @param {{ effects: { key: string, label: string }[], language: string, errors: Errors }} about
 */
function textFields({ key, text }, rows, { effects, language, errors }) {
  const place = computed(() => rows.value.findIndex((each) => each.key === key) + 1)
  const name = nameOf(key)
  return h(
    "fieldset",
    { class: "part" },
    h("legend", null, () => t("advice.text", { count: place.value })),
    h(
      "div",
      { class: "row" },
      field(
        { name: `${name}.effect`, label: t("advice.effect"), errors },
        "select",
        { value: text.effect ?? "" },
        optionsOf([
          { value: "", text: t("advice.all_others") },
          ...effects.map((effect) => ({ value: effect.key, text: effect.label })),
        ]),
      ),
      field(
        { name: `${name}.grade`, label: t("advice.grade"), errors },
        "select",
        { value: String(text.grade) },
        optionsOf(GRADES.map((grade) => ({ value: String(grade), text: t(`advice.from.${grade}`) }))),
      ),
    ),
    WORDS.map((part) =>
      field({ name: `${name}.${part}`, label: t(`advice.${part}`), errors }, "textarea", {
        value: text[part],
        lang: language,
        rows: 2,
      })
    ),
    h("button", {
      type: "button",
      class: "link",
      onclick: () => rows.value = rows.peek().filter((each) => each.key !== key),
    }, t("advice.remove")),
  )
}

/** @param {Record<string, string>} values @param {Row[]} rows */
const textsIn = (values, rows) =>
  rows.map(({ key }) => {
    const typed = (/** @type {string} */ part) => values[`${nameOf(key)}.${part}`] ?? ""
    return {
      effect: typed("effect") || null,
      grade: Number(typed("grade")),
      usual: typed("usual"),
      help: typed("help"),
      call: typed("call"),
    }
  })
