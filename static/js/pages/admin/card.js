/** Editing the crisis card, line by line, perhaps from the lines of a country. */

import { get, post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { computed, h, list, signal } from "../../dom.js"
import { me } from "../../session.js"
import { t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "../clinic/forms.js"
import { desk, prepareDesk, tellAndGo } from "../clinic/frame.js"

/**
 * @typedef {import("../../session.js").HelpCard} HelpCard
 * @typedef {import("../../session.js").HelpLine} HelpLine
 * @typedef {{ country: string, name: string, emergency_number: string, lines: HelpLine[] }} Seed
 * @typedef {{ key: number, line: HelpLine }} Row a line of the form; the key stays when others are removed
 */

/** @type {[keyof HelpLine, string][]} */
const LINE_FIELDS = [
  ["name", "card.line_name"],
  ["phone", "card.phone"],
  ["sms", "card.sms"],
  ["text", "card.text"],
  ["chat_url", "card.chat"],
  ["hours", "card.hours"],
  ["languages", "card.languages"],
  ["population", "card.population"],
]

export default async function crisisCardPage() {
  const [card, { countries }] = await Promise.all([
    /** @type {Promise<HelpCard>} */ (get(`/api/help-card?clinic=${me.peek()?.clinic.id}`)),
    /** @type {Promise<{ countries: Seed[] }>} */ (get("/api/clinic/card-seeds")),
    prepareDesk("house"),
  ])
  return { title: t("card.title"), view: () => desk("clinic", page(card, countries)) }
}

let made = 0

/** How the fields of a line begin. @param {number} key */
const lineName = (key) => "lines." + key

/** @param {HelpLine[]} lines @returns {Row[]} */
const rowsOf = (lines) => lines.map((line) => ({ key: made++, line }))

/** @param {HelpCard} card @param {Seed[]} countries */
function page(card, countries) {
  const begun = signal(card)
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("card.title")), h("p", { class: "muted" }, t("card.about"))),
    ),
    h("section", { class: "card form-card" }, seeds(countries, (seed) => begun.value = { ...begun.peek(), ...seed })),
    h("section", { class: "card form-card" }, () => editor(begun.value)),
  ]
}

/** @param {Seed[]} countries @param {(seed: Partial<HelpCard>) => void} use */
function seeds(countries, use) {
  const { errors } = newSending(), chosen = signal(countries[0].country)
  return h(
    "div",
    { class: "stack" },
    field(
      { name: "seed", label: t("card.seed"), hint: t("card.seed_about"), errors },
      "select",
      { value: chosen.peek(), onchange: (/** @type {any} */ { target }) => chosen.value = target.value },
      optionsOf(countries.map(({ country, name }) => ({ value: country, text: name }))),
    ),
    h(
      "div",
      { class: "deeds" },
      h("button", {
        type: "button",
        class: "button plain",
        onclick() {
          const { country, emergency_number, lines } = /** @type {Seed} */ (countries.find((each) =>
            each.country === chosen.peek()
          ))
          use({ country, emergency_number, lines })
        },
      }, t("card.seed_use")),
    ),
  )
}

/** @param {HelpCard} card */
function editor(card) {
  const rows = signal(rowsOf(card.lines))
  // The server names a line by its place, this form by its key.
  const sending = newSending((name) => name.replace(/^lines\.(\d+)/, (_, place) => lineName(rows.peek()[place]?.key)))
  const { errors } = sending
  const text = (/** @type {keyof HelpCard} */ name, /** @type {string} */ label, /** @type {string} */ hint = "") =>
    field({ name, label: t(label), errors, hint: hint && t(hint) }, "input", { value: card[name] ?? "" })
  const long = (/** @type {keyof HelpCard} */ name, /** @type {string} */ label, /** @type {string} */ hint = "") =>
    field({ name, label: t(label), errors, hint: hint && t(hint) }, "textarea", { value: card[name] ?? "", rows: 3 })
  return formOf(
    {
      sending,
      deed: t("card.save"),
      async submit(values) {
        const saved = /** @type {HelpCard} */ (await post("/api/clinic/card", cardIn(values, rows.peek())))
        await tellAndGo("/app/clinic", t(saved.verified_on ? "card.saved" : "card.saved_anew"))
      },
      onCancel: () => history.back(),
    },
    h(
      "div",
      { class: "row" },
      text("emergency_number", "card.emergency"),
      text("country", "card.country", "card.country_hint"),
    ),
    h("h2", null, t("card.lines")),
    list(() => rows.value, ({ key }) => key, (row) => lineFields(row, rows, errors)),
    h(
      "div",
      { class: "deeds" },
      h("button", {
        type: "button",
        class: "button plain",
        onclick: () => rows.value = [...rows.peek(), ...rowsOf([{ name: "" }])],
      }, t("card.add_line")),
    ),
    h(
      "div",
      { class: "row" },
      text("clinic_phone", "card.clinic_phone"),
      text("clinic_hours", "card.clinic_hours", "card.clinic_hours_hint"),
    ),
    long("after_hours_text", "card.after_hours"),
    long("statement", "card.statement", "card.statement_hint"),
  )
}

/** @param {Row} row @param {import("../../dom.js").Signal<Row[]>} rows @param {import("../../components/clinic/field.js").Errors} errors */
function lineFields({ key, line }, rows, errors) {
  const place = computed(() => rows.value.findIndex((each) => each.key === key) + 1)
  return h(
    "fieldset",
    { class: "part" },
    h("legend", null, () => t("card.line", { count: place.value })),
    h(
      "div",
      { class: "row" },
      LINE_FIELDS.map(([name, label]) =>
        field({ name: `${lineName(key)}.${name}`, label: t(label), errors }, "input", { value: line[name] ?? "" })
      ),
    ),
    h("button", {
      type: "button",
      class: "link",
      onclick: () => rows.value = rows.peek().filter((each) => each.key !== key),
    }, t("card.remove_line")),
  )
}

/** @param {Record<string, string>} values @param {Row[]} rows */
const cardIn = (values, rows) => ({
  country: textOrNull(values.country)?.toUpperCase() ?? null,
  emergency_number: textOrNull(values.emergency_number),
  lines: rows.map(({ key }) =>
    Object.fromEntries(LINE_FIELDS.map(([name]) => [name, textOrNull(values[`${lineName(key)}.${name}`])]))
  ),
  clinic_phone: textOrNull(values.clinic_phone),
  clinic_hours: textOrNull(values.clinic_hours),
  after_hours_text: textOrNull(values.after_hours_text),
  statement: textOrNull(values.statement),
})
