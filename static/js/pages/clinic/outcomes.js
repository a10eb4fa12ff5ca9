/** The clinic's outcomes as the registries print them: by sample, ITT first, split as asked, beside published figures. */

import { get } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { adverseEvents, benchmarkTable, lastingList, outcomeTable } from "../../components/clinic/outcome-table.js"
import { term } from "../../components/clinic/terms.js"
import { h, signal } from "../../dom.js"
import { go } from "../../router.js"
import { t } from "../../translate.js"
import { desk, prepareDesk } from "./frame.js"

/**
 * @typedef {import("../../components/clinic/outcome-table.js").Row} Row
 * @typedef {{ key: string, title: string }} Named
 * @typedef {{
 *   clinic: string, title: string, indications: string[], ill: string | null, courses: number, in_treatment: number,
 *   not_started: number, minors: number, rows: Row[], lasting: import("../../components/clinic/outcome-table.js").Lasting,
 *   benchmarks: import("../../components/clinic/outcome-table.js").Benchmark[], scales: Named[], all_indications: Named[]
 * }} Outcomes
 */

const SAMPLES = ["itt", "completer", "per-protocol", "adequate-dose", "full-cohort"]
const STRATA = ["none", "sex", "age", "device", "protocol", "severity", "prior-tms", "sessions"]
const ASKED = ["from", "to", "scale", "indication", "sample", "stratum"]

/** @param {import("../../router.js").Place} place */
export default async function outcomes({ query }) {
  const asked = new URLSearchParams(
    ASKED.flatMap((name) => query.get(name) ? [[name, query.get(name) ?? ""]] : []),
  )
  const [table] = await Promise.all([get(`/api/outcomes?${asked}`), prepareDesk("outcomes")])
  return { title: t("outcomes.title"), view: () => desk("outcomes", page(table, asked)) }
}

/** @param {Outcomes} table @param {URLSearchParams} asked */
function page(table, asked) {
  const everybody = table.rows.findLast(({ ill_only, stratum }) => !ill_only && !stratum)
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("h1", null, t("outcomes.of_scale", { scale: table.title })),
        h("p", { class: "muted" }, about(table)),
      ),
      h(
        "div",
        { class: "deeds no-print" },
        h("button", { type: "button", class: "button plain", onclick: () => globalThis.print() }, t("outcomes.print")),
        h("a", { class: "button plain", href: `/api/outcomes/file?${asked}`, download: "" }, t("outcomes.file")),
      ),
    ),
    choices(table, asked),
    card(t("outcomes.table"), outcomeTable(table.rows, table.ill), notes(table)),
    h(
      "div",
      { class: "two" },
      card(
        t("outcomes.lasting"),
        lastingList(table.lasting),
        h("p", { class: "small muted" }, t("outcomes.lasting_about")),
      ),
      everybody &&
        card(
          t("outcomes.adverse"),
          adverseEvents(everybody),
          h("p", { class: "small muted" }, t("outcomes.adverse_about")),
        ),
    ),
    table.benchmarks.length > 0 &&
    card(
      t("outcomes.published"),
      h("p", { class: "small muted" }, t("outcomes.published_about")),
      benchmarkTable(table.benchmarks),
    ),
  ]
}

/** @param {Outcomes} table */
function about(table) {
  const left = /** @type {const} */ (["in_treatment", "not_started", "minors"])
    .flatMap((why) => table[why] ? [t(`outcomes.left.${why}`, { count: table[why] })] : [])
  return [
    `${t("outcomes.courses", { count: table.courses })}, ${table.indications.join(", ")}.`,
    left.length > 0 && ` ${t("outcomes.left_out", { left: left.join(", ") })}`,
  ]
}

/** @param {Outcomes} table */
const notes = (table) =>
  h(
    "ul",
    { class: "small muted" },
    ["itt", "completer", "full", "small", "file"].map((key) => h("li", null, t(`outcomes.note.${key}`))),
    table.ill === null && h("li", null, t("outcomes.note.no_filter")),
  )

/** @param {string} title @param {...import("../../dom.js").Child} content */
const card = (title, ...content) => h("section", { class: "card stack" }, h("h2", null, title), content)

/** @param {Outcomes} table @param {URLSearchParams} asked */
function choices(table, asked) {
  const errors = signal({})
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))
    const wanted = ASKED.flatMap((name) => said.get(name) ? [[name, String(said.get(name))]] : [])
    return go(`/app/outcomes?${new URLSearchParams(wanted)}`)
  }
  const choice = (/** @type {string} */ name, /** @type {{ value: string, text: string }[]} */ options, chosen = "") =>
    field(
      { name, label: t(`outcomes.choose.${name}`), errors },
      "select",
      {},
      options.map(({ value, text }) => h("option", { value, selected: value === (asked.get(name) ?? chosen) }, text)),
    )
  const named = (/** @type {Named[]} */ all) => all.map(({ key, title }) => ({ value: key, text: term(title) }))
  const day = (/** @type {string} */ name) =>
    field({ name, label: t(`outcomes.choose.${name}`), errors }, "input", {
      type: "date",
      value: asked.get(name) ?? "",
    })
  return h(
    "form",
    { class: "card stack no-print", onsubmit: send },
    h(
      "div",
      { class: "row" },
      day("from"),
      day("to"),
      choice("scale", named(table.scales), "phq-9"),
      choice("indication", [
        { value: "", text: t("outcomes.its_own") },
        { value: "all", text: t("outcomes.all_indications") },
        ...named(table.all_indications),
      ]),
      choice("sample", [
        { value: "", text: t("outcomes.all_samples") },
        ...SAMPLES.map((each) => ({ value: each, text: t(`outcomes.sample.${each}`) })),
      ]),
      choice("stratum", STRATA.map((each) => ({ value: each, text: t(`outcomes.stratum.${each}`) })), "none"),
    ),
    h("p", { class: "deeds" }, h("button", { type: "submit", class: "button" }, t("outcomes.show"))),
  )
}
