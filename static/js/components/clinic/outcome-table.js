/** The outcome table of a clinic, what lasted, adverse events, and published figures beside it. */

import { h } from "../../dom.js"
import { number, t } from "../../translate.js"

/**
 * @typedef {{ low: number, high: number } | null} Interval
 * @typedef {{ n: number, of: number, percent: number | null, interval: Interval }} Share
 * @typedef {{ mean: number | null, sd: number | null }} Spread
 * @typedef {{ events: number, exposure: number, per: number, value: number | null, interval: Interval }} Rate
 * @typedef {{
 *   sample: string, ill_only: boolean, stratum: string, n: number, baseline: Spread, end: Spread, change: Spread,
 *   change_interval: Interval, d: number | null, response: Share | null, remission: Share | null,
 *   deterioration: Share | null, missing: Share, sessions: { low: number | null, median: number | null, high: number | null },
 *   adverse_of_patients: Rate, adverse_of_sessions: Rate, serious: number
 * }} Row
 * @typedef {Record<string, Share | null>} Lasting
 * @typedef {{
 *   key: string, study: string, sample: string, response: number[], remission: number[], caveat: string, source: string
 * }} Benchmark
 */

const COLUMNS = ["n", "baseline", "end", "change", "d", "response", "remission", "worse", "missing", "sessions"]

/**
 * @param {Row[]} rows in the order of printing
 * @param {string | null} ill what the filter of the baseline is called, such as ">= 10"
 */
export const outcomeTable = (rows, ill) =>
  scrolling(
    t("outcomes.table"),
    h(
      "table",
      { class: "table num figures" },
      h("caption", { class: "unseen" }, t("outcomes.table")),
      head(["sample", ...COLUMNS]),
      h("tbody", null, rows.map((row) => rowOf(row, ill))),
    ),
  )

/** @param {Row} row @param {string | null} ill */
function rowOf(row, ill) {
  const { low, median, high } = row.sessions
  return h(
    "tr",
    null,
    h("th", { scope: "row" }, nameOf(row, ill)),
    h("td", null, number(row.n)),
    h("td", null, spreadText(row.baseline)),
    h("td", null, spreadText(row.end)),
    h("td", null, changeText(row)),
    h("td", null, row.d === null ? "–" : decimal(row.d, 2)),
    h("td", null, shareOf(row.response)),
    h("td", null, shareOf(row.remission)),
    h("td", null, shareOf(row.deterioration)),
    h("td", null, shareOf(row.missing)),
    h("td", null, median === null ? "–" : `${number(median)} (${number(low ?? median)}–${number(high ?? median)})`),
  )
}

/** @param {Row} row @param {string | null} ill */
function nameOf(row, ill) {
  const sample = t(`outcomes.sample.${row.sample}`)
  const filter = row.ill_only && h("div", { class: "small muted" }, t("outcomes.filtered", { ill: inSigns(ill ?? "") }))
  return row.stratum ? [stratumText(row.stratum), h("div", { class: "small muted" }, sample), filter] : [sample, filter]
}

/** The words for a stratum that has some, else its own name, such as a device's. @param {string} stratum */
function stratumText(stratum) {
  const key = `outcomes.stratum_name.${stratum}`, words = t(key)
  return words === key ? stratum.replace(/^(\d+)-(\d+)$/, "$1–$2") : words
}

/** "62.5 %" above "15 of 24 (42.7–78.8)"; n of N alone where N is small. @param {Share | null} share */
function shareOf(share) {
  if (share === null) return h("span", { class: "muted" }, t("outcomes.not_defined"))
  const counted = t("outcomes.of", { n: number(share.n), of: number(share.of) })
  if (share.percent === null || share.interval === null) return counted
  return [
    h("div", null, percent(share.percent)),
    h("div", { class: "small muted" }, `${counted} (${intervalText(share.interval, 1)})`),
  ]
}

/** @param {Row} row */
function changeText({ change, change_interval }) {
  if (change.mean === null) return "–"
  return [
    h("div", null, signed(change.mean)),
    change_interval &&
    h("div", { class: "small muted" }, `(${signed(change_interval.low)} – ${signed(change_interval.high)})`),
  ]
}

/** @param {Spread} spread */
const spreadText = ({ mean, sd }) =>
  mean === null ? "–" : sd === null ? decimal(mean, 1) : `${decimal(mean, 1)} (${decimal(sd, 1)})`

/** @param {Row} row the row of all courses that started */
export const adverseEvents = ({ adverse_of_patients, adverse_of_sessions, serious }) =>
  h(
    "dl",
    { class: "pairs num" },
    pair(t("outcomes.adverse.all"), number(adverse_of_patients.events)),
    pair(t("outcomes.adverse.serious"), number(serious)),
    pair(t("outcomes.adverse.patients"), rateText(adverse_of_patients)),
    pair(t("outcomes.adverse.sessions"), rateText(adverse_of_sessions)),
  )

/** @param {Rate} rate */
const rateText = ({ value, interval }) =>
  value === null || interval === null ? "–" : `${decimal(value, 2)} (${intervalText(interval, 2)})`

/** @param {Lasting} lasting */
export const lastingList = (lasting) =>
  h(
    "dl",
    { class: "pairs num" },
    Object.entries(lasting).map(([key, share]) => share && pair(t(`outcomes.lasting.${key}`), shareOf(share))),
  )

/** @param {Benchmark[]} benchmarks */
export const benchmarkTable = (benchmarks) =>
  scrolling(
    t("outcomes.published"),
    h(
      "table",
      { class: "table num" },
      head(["study", "response", "remission", "of_whom", "caveat"]),
      h(
        "tbody",
        null,
        benchmarks.map(({ study, sample, response, remission, caveat, source }) =>
          h(
            "tr",
            null,
            h("th", { scope: "row" }, study),
            h("td", null, spanText(response)),
            h("td", null, spanText(remission)),
            h("td", { class: "words" }, sample),
            h("td", { class: "words" }, caveat, " ", h("span", { class: "muted" }, source)),
          )
        ),
      ),
    ),
  )

/** @param {string[]} columns */
const head = (columns) =>
  h("thead", null, h("tr", null, columns.map((each) => h("th", { scope: "col" }, t(`outcomes.column.${each}`)))))

/** @param {string} label @param {Element} table */
const scrolling = (label, table) =>
  h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, table)

/** @param {string} name @param {import("../../dom.js").Child} value */
const pair = (name, value) => [h("dt", null, name), h("dd", null, value)]

/** @param {number[]} span the lowest and the highest */
const spanText = ([low, high]) => `${low === high ? number(low) : `${number(low)}–${number(high)}`}\u00a0%`

/** @param {number} value */
const percent = (value) => `${decimal(value, 1)}\u00a0%`

/** @param {{ low: number, high: number }} interval @param {number} digits */
const intervalText = ({ low, high }, digits) => `${decimal(low, digits)}–${decimal(high, digits)}`

/** @param {number} value */
const signed = (value) => `${value < 0 ? "\u2212" : value > 0 ? "+" : ""}${decimal(Math.abs(value), 1)}`

/** Rounded half up, with all its digits. @param {number} value @param {number} digits */
const decimal = (value, digits) => number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** @param {string} ill */
const inSigns = (ill) => ill.replace(">=", "≥").replace("<=", "≤")
