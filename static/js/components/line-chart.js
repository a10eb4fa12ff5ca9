import { linePath, scale } from "../chart-geometry.js"
import { h } from "../dom.js"

/** @typedef {{ day: number, value: number, shown: string, text: string }} Point day: along the axis; text: how it is read out */

const WIDTH = 350, LEFT = 26, RIGHT = 14, TOP = 16, BOTTOM = 26

/**
 * A calm line over days, with the last value named beside its point. Days that were not logged stay open: the line is
 * broken where more than `bridge` days lie between two points.
 *
 * @param {{
 *   label: string, points: Point[], days: readonly [number, number], max: number, marks: number[], bridge?: number,
 *   ticks: { day: number, text: string }[], open?: number[], height?: number,
 *   drawMark?: (mark: number, place: Record<string, number>) => Node,
 * }} what marks: values with a grid line, written as numbers unless drawMark draws them; open: days without an entry, shown as small rings at the foot
 */
export function lineChart(
  { label, points, days, max, marks, ticks, bridge = Infinity, open = [], height = 170, drawMark },
) {
  const x = scale(days[0] === days[1] ? [days[0] - 1, days[1] + 1] : days, [LEFT, WIDTH - RIGHT])
  const y = scale([0, max], [height - BOTTOM, TOP])
  const last = points.at(-1)
  const before = points.at(-2)?.value ?? 0
  const labelled = points.length > 0 ? `${label}. ${points.map(({ text }) => text).join(", ")}` : label
  return h(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}`, class: "chart num", role: "img", "aria-label": labelled },
    marks.map((mark) => [
      h("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(mark), y2: y(mark) }),
      drawMark
        ? drawMark(mark, { x: 0, y: y(mark) - 9, width: 18, height: 18 })
        : h("text", { x: LEFT - 8, y: y(mark) + 4, "text-anchor": "end" }, mark),
    ]),
    ticks.map(({ day, text }) => h("text", { x: x(day), y: height - 4, "text-anchor": anchor(day, days) }, text)),
    open.map((day) => h("circle", { class: "open", cx: x(day), cy: y(0), r: 2.5 })),
    runs(points, bridge).map((run) =>
      h("path", { class: "run", d: linePath(run.map(({ day, value }) => ({ x: x(day), y: y(value) }))) })
    ),
    points.map(({ day, value }) => h("circle", { class: "dot", cx: x(day), cy: y(value), r: 4 })),
    last && h(
      "text",
      {
        class: "last",
        x: x(last.day),
        // A line that comes down to its last point would cross a label above it.
        y: y(last.value) + (before > last.value && last.value > max / 5 ? 20 : -9),
        "text-anchor": anchor(last.day, days),
      },
      last.shown,
    ),
  )
}

/** Keeps the first and last text of an axis inside the picture. @param {number} day @param {readonly [number, number]} days */
const anchor = (
  day,
  [first, end],
) => (day === first && first !== end ? "start" : day === end && first !== end ? "end" : "middle")

/** @param {Point[]} points @param {number} bridge @returns {Point[][]} unbroken runs */
function runs(points, bridge) {
  /** @type {Point[][]} */
  const found = []
  for (const point of points) {
    const before = found.at(-1)?.at(-1)
    if (before && point.day - before.day <= bridge) found.at(-1)?.push(point)
    else found.push([point])
  }
  return found
}
