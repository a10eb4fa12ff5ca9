/** Mood day by day: a dot for each logged day, the 7-day median as a line that breaks where nothing was logged. */

import { linePath, scale } from "../../chart-geometry.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { dayAxisOf, fittedChart, todayLine, valuesTable, weekNames } from "./chart-frame.js"
import { dayText, figure } from "./figures.js"

/**
 * @typedef {{ days: { day: number, on: string, value: number }[], median: { day: number, value: number }[][], missed: number[],
 *   first: number, last: number, today: number | null }} MoodOfCourse
 */

const BELOW_PLOT = 42 // pixels for the row of missed days and the names of the weeks

/** @param {MoodOfCourse} mood values from 0 (lowest) to 10 */
export function moodChart(mood) {
  if (!mood.days.length) return h("p", { class: "muted" }, t("mood.none"))
  const medians = new Map(mood.median.flat().map(({ day, value }) => [day, value]))
  return h(
    "div",
    null,
    fittedChart((width) => drawing(mood, width)),
    h("p", { class: "small muted chart-note" }, t("mood.note")),
    valuesTable(
      t("mood.title"),
      [t("mood.column_day"), t("mood.column_value"), t("mood.column_median")],
      mood.days.map(({ on, day, value }) => {
        const median = medians.get(day)
        return [dayText(on), figure(value), median === undefined ? null : figure(median)]
      }),
    ),
  )
}

/** @param {MoodOfCourse} mood */
function summaryOf({ days, missed }) {
  const latest = days[days.length - 1]
  const values = { logged: days.length, missed: missed.length, latest: figure(latest.value), on: dayText(latest.on) }
  return t("mood.summary", values)
}

/** @param {MoodOfCourse} mood @param {number} width */
function drawing(mood, width) {
  const axis = dayAxisOf(width, mood.first, mood.last)
  const top = 8, bottom = top + 92, y = scale([0, 10], [bottom, top]), missedRow = bottom + 14
  const shown = (/** @type {number} */ day) => day >= axis.first && day <= axis.last
  const dash = Math.min(3.5, axis.dayWidth * 0.32)
  return h(
    "svg",
    { viewBox: `0 0 ${width} ${bottom + BELOW_PLOT}`, role: "img", "aria-label": summaryOf(mood) },
    [0, 5, 10].map((value) => [
      h("path", { d: linePath([{ x: axis.left, y: y(value) }, { x: axis.right, y: y(value) }]), class: "chart-grid" }),
      h("text", { x: axis.left - 8, y: y(value) + 4, "text-anchor": "end", class: "chart-text" }, value),
    ]),
    todayLine(axis, mood.today, top, bottom),
    mood.median.map((run) =>
      h("path", {
        d: linePath(run.filter(({ day }) => shown(day)).map(({ day, value }) => ({ x: axis.x(day), y: y(value) }))),
        class: "chart-line is-soft",
      })
    ),
    mood.days.filter(({ day }) => shown(day)).map(({ day, value }) =>
      h("circle", { cx: axis.x(day), cy: y(value), r: 2.8, class: "chart-mood" })
    ),
    !axis.narrow &&
      h(
        "text",
        { x: axis.left - 8, y: missedRow + 4, "text-anchor": "end", class: "chart-text" },
        t("mood.missed_row"),
      ),
    mood.missed.filter(shown).map((day) =>
      h("path", {
        d: linePath([{ x: axis.x(day) - dash, y: missedRow }, { x: axis.x(day) + dash, y: missedRow }]),
        class: "chart-missed",
      })
    ),
    weekNames(axis, bottom + BELOW_PLOT - 5),
  )
}
