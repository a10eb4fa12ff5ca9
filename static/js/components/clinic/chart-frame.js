/** What the charts of a course share: a width that follows the page, the axis of days, and the same values as a table. */

import { linePath, scale, textWidth, weekTicks } from "../../chart-geometry.js"
import { h, onCleanup, signal } from "../../dom.js"
import { t } from "../../translate.js"

/** Below this many pixels a chart is drawn for a phone: no column of names at its left, smaller letters. */
const NARROW = 560

/**
 * @typedef {{
 *   width: number, narrow: boolean, left: number, right: number, first: number, last: number, dayWidth: number,
 *   x: (day: number) => number, size: number
 * }} DayAxis all charts of one course get the same one, so that a day stands at the same place in each
 */

/**
 * A chart that is drawn for the width it has, and again when that changes: stretching one drawing would make its
 * letters unreadable on a phone.
 *
 * @param {(width: number) => Element} draw
 */
export function fittedChart(draw) {
  const width = signal(0)
  const place = h("div", { class: "plot" }, () => width.value > 0 && draw(width.value))
  const watcher = new ResizeObserver(([entry]) => width.value = Math.floor(entry.contentRect.width))
  watcher.observe(place)
  onCleanup(() => watcher.disconnect())
  return place
}

/**
 * @param {number} width of the chart in pixels
 * @param {number} first day, may be below 0
 * @param {number} last day
 * @returns {DayAxis}
 */
export function dayAxisOf(width, first, last) {
  const narrow = width < NARROW, left = narrow ? 28 : 116, right = width - (narrow ? 8 : 14)
  const dayWidth = (right - left) / Math.max(1, last - first + 1)
  const x = scale([first - 0.5, last + 0.5], [left, right])
  return { width, narrow, left, right, first, last, dayWidth, x, size: narrow ? 11 : 11.5 }
}

/**
 * The names of the weeks below a chart: "start", "week 1" ...
 *
 * @param {DayAxis} axis
 * @param {number} y
 */
export function weekNames(axis, y) {
  const name = (/** @type {number} */ day) => day === 0 ? t("chart.start") : t("chart.week", { week: day / 7 })
  const widest = textWidth(t("chart.week", { week: 88 }), axis.size) + 14
  const ticks = weekTicks(axis.first, axis.last, axis.right - axis.left, widest)
  return ticks
    .filter((day) => day === 0 || axis.x(day) + textWidth(name(day), axis.size) / 2 <= axis.width)
    .map((day) => {
      // At the edge the middle of the word would be cut off.
      const atEdge = axis.x(day) - textWidth(name(day), axis.size) / 2 < 0
      const x = atEdge ? 0 : axis.x(day)
      return h("text", { x, y, "text-anchor": atEdge ? "start" : "middle", class: "chart-text" }, name(day))
    })
}

/**
 * The line that marks today, when the chart reaches that far.
 *
 * @param {DayAxis} axis
 * @param {number | null} today as a day of the course
 * @param {number} top
 * @param {number} bottom
 */
export function todayLine(axis, today, top, bottom) {
  if (today === null || today > axis.last || today < axis.first) return null
  const x = axis.x(today)
  return h("path", { d: linePath([{ x, y: top }, { x, y: bottom }]), class: "chart-today" })
}

/**
 * The same values as a table, for whoever cannot or would rather not read a chart.
 *
 * @param {string} caption
 * @param {string[]} headings
 * @param {(string | number | null)[][]} rows
 */
export function valuesTable(caption, headings, rows) {
  return h(
    "details",
    { class: "values" },
    h("summary", null, t("chart.as_table")),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      h(
        "table",
        { class: "table num" },
        h("caption", { class: "unseen" }, caption),
        h("thead", null, h("tr", null, headings.map((heading) => h("th", { scope: "col" }, heading)))),
        h("tbody", null, rows.map((row) => h("tr", null, row.map((cell) => h("td", null, cell ?? "–"))))),
      ),
    ),
  )
}
