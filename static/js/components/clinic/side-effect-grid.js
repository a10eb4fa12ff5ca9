/** Side effects by kind and day: an empty cell means none, a tint says how strong, a dash that nothing was logged. */

import { daysAfter } from "../../calendar.js"
import { linePath, wrapWords } from "../../chart-geometry.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { dayAxisOf, fittedChart, valuesTable, weekNames } from "./chart-frame.js"
import { dayText } from "./figures.js"

/**
 * @typedef {{ key: string, label: string, days: { day: number, grade: number }[] }} EffectRow grades 0 (none) to 3 (strong)
 * @typedef {{ rows: EffectRow[], logged: number[], missed: number[], started_on: string, first: number, last: number }} EffectsOfCourse
 */

/** The word for each grade. */
const GRADES = ["none", "mild", "medium", "strong"]

/** @param {EffectsOfCourse} effects */
export function sideEffectGrid(effects) {
  if (!effects.logged.length) return h("p", { class: "muted" }, t("effects.no_log"))
  if (!effects.rows.length) return h("p", { class: "muted" }, t("effects.none"))
  return h(
    "div",
    null,
    fittedChart((width) => drawing(effects, width)),
    legend(),
    valuesTable(t("effects.title"), [t("effects.column_day"), t("effects.column_reported")], tableRows(effects)),
  )
}

function legend() {
  return h(
    "ul",
    { class: "legend small muted" },
    GRADES.map((grade, index) =>
      h("li", null, h("span", { class: `swatch effect-${index}` }), t(`effects.grade.${grade}`))
    ),
    h("li", null, h("span", { class: "swatch is-dash" }), t("effects.not_logged")),
  )
}

/** @param {EffectsOfCourse} effects */
function tableRows({ rows, logged, started_on }) {
  return [...logged].sort((one, other) => one - other).map((day) => {
    const reported = rows.flatMap(({ label, days }) => {
      const grade = days.find((entry) => entry.day === day)?.grade ?? 0
      return grade > 0 ? [`${label}: ${t(`effects.grade.${GRADES[grade]}`)}`] : []
    })
    return [dayText(daysAfter(started_on, day)), reported.join(", ") || t("effects.grade.none")]
  })
}

/** @param {EffectsOfCourse} effects */
function summaryOf({ rows }) {
  const said = rows.map(({ label, days }) => {
    const strongest = Math.max(0, ...days.map(({ grade }) => grade)),
      count = days.filter(({ grade }) => grade > 0).length
    return t("effects.summary_row", { label, count, grade: t(`effects.grade.${GRADES[strongest]}`) })
  })
  return t("effects.summary", { rows: said.join("; ") })
}

/** @param {EffectsOfCourse} effects @param {number} width */
function drawing(effects, width) {
  const axis = dayAxisOf(width, effects.first, effects.last)
  const cell = Math.max(2, Math.min(16, axis.dayWidth * 0.78))
  const shown = (/** @type {number} */ day) => day >= axis.first && day <= axis.last
  const logged = effects.logged.filter(shown), missed = effects.missed.filter(shown)
  const { rows, bottom } = placedRows(axis, effects.rows)
  return h(
    "svg",
    { viewBox: `0 0 ${width} ${bottom + 20}`, role: "img", "aria-label": summaryOf(effects) },
    rows.map(({ row, lines, top }) => {
      const grades = new Map(row.days.map(({ day, grade }) => [day, grade]))
      return [
        axis.narrow
          ? h("text", { x: axis.left, y: top - 5, class: "chart-text" }, lines)
          : rowName(axis, lines, top + CELL / 2),
        logged.map((day) =>
          h("rect", {
            x: axis.x(day) - cell / 2,
            y: top,
            width: cell,
            height: CELL,
            rx: Math.min(3, cell / 3),
            class: `cell effect-${grades.get(day) ?? 0}`,
          })
        ),
        missed.map((day) => h("path", { d: dash(axis.x(day), top + CELL / 2, cell / 4), class: "chart-missed" })),
      ]
    }),
    weekNames(axis, bottom + 14),
  )
}

const CELL = 18 // pixels of height

/**
 * The rows one below the other: each as high as its name needs, or with the name above it on a phone.
 *
 * @param {import("./chart-frame.js").DayAxis} axis
 * @param {EffectRow[]} effects
 */
function placedRows(axis, effects) {
  let bottom = 0
  const rows = effects.map((row) => {
    const name = row.label.charAt(0).toLocaleUpperCase() + row.label.slice(1)
    const lines = axis.narrow ? [name] : wrapWords(name, axis.left - 12, axis.size)
    const height = axis.narrow ? CELL + 26 : Math.max(CELL, lines.length * (axis.size + 1)) + 12
    const top = axis.narrow ? bottom + 21 : bottom + (height - CELL) / 2
    bottom += height
    return { row, lines, top }
  })
  return { rows, bottom }
}

/** @param {import("./chart-frame.js").DayAxis} axis @param {string[]} lines @param {number} middle */
function rowName(axis, lines, middle) {
  return lines.map((line, index) => {
    const y = middle + 4 + (index - (lines.length - 1) / 2) * (axis.size + 1)
    return h("text", { x: axis.left - 8, y, "text-anchor": "end", class: "chart-text" }, line)
  })
}

/** @param {number} x @param {number} y @param {number} half */
const dash = (x, y, half) => linePath([{ x: x - half, y }, { x: x + half, y }])
