/** Side effects by kind and day: an empty cell means none, a tint says how strong, a dash that nothing was logged. */

import { daysAfter } from "../../calendar.js"
import { linePath, textWidth, wrapWords } from "../../chart-geometry.js"
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
  if (!effects.rows.length) {
    return h("p", { class: "muted" }, t(effects.logged.length ? "effects.none" : "effects.no_log"))
  }
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
  const cell = Math.max(2, Math.min(16, axis.dayWidth * 0.78)), height = 18
  const nameHeight = axis.narrow ? 17 : 0, pitch = axis.narrow ? 44 : 32, bottom = effects.rows.length * pitch
  return h(
    "svg",
    { viewBox: `0 0 ${width} ${bottom + 20}`, role: "img", "aria-label": summaryOf(effects) },
    effects.rows.map((row, index) => {
      const top = index * pitch + nameHeight + 4, grades = new Map(row.days.map(({ day, grade }) => [day, grade]))
      return [
        rowName(axis, row.label, top, height),
        effects.logged.map((day) =>
          h("rect", {
            x: axis.x(day) - cell / 2,
            y: top,
            width: cell,
            height,
            rx: Math.min(3, cell / 3),
            class: `cell effect-${grades.get(day) ?? 0}`,
          })
        ),
        effects.missed.map((day) =>
          h("path", {
            d: linePath([{ x: axis.x(day) - cell / 4, y: top + height / 2 }, {
              x: axis.x(day) + cell / 4,
              y: top + height / 2,
            }]),
            class: "chart-missed",
          })
        ),
      ]
    }),
    weekNames(axis, bottom + 14),
  )
}

/**
 * The name of a row: in one or two lines at its left, or above it on a phone.
 *
 * @param {import("./chart-frame.js").DayAxis} axis
 * @param {string} label
 * @param {number} top
 * @param {number} height
 */
function rowName(axis, label, top, height) {
  if (axis.narrow) return h("text", { x: axis.left, y: top - 5, class: "chart-text" }, label)
  const room = axis.left - 10, lines = wrapWords(label, room, axis.size)
  const shown = lines.length > 2 ? [lines[0], shortened(lines.slice(1).join(" "), room, axis.size)] : lines
  return shown.map((line, index) =>
    h(
      "text",
      {
        x: axis.left - 8,
        y: top + height / 2 + 4 + (index - (shown.length - 1) / 2) * (axis.size + 1),
        "text-anchor": "end",
        class: "chart-text",
      },
      line,
    )
  )
}

/** @param {string} text @param {number} room @param {number} size */
function shortened(text, room, size) {
  let kept = text
  while (kept.length > 1 && textWidth(`${kept}…`, size) > room) kept = kept.slice(0, -1).trimEnd()
  return kept === text ? text : `${kept}…`
}
