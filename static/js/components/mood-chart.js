import { daysAfter, daysBetween } from "../calendar.js"
import { h } from "../dom.js"
import { day, number, t } from "../translate.js"
import { lineChart } from "./line-chart.js"
import { face } from "./mood-scale.js"

/**
 * One's own mood over the days from `from` to `to`. No colour judges, and days without an entry are only rings.
 *
 * @param {{
 *   title: string, from: string, to: string, scale: "eleven" | "faces", mood: { on: string, value: number }[],
 * }} what value: 0 to 10, on either scale; who chose faces sees faces
 */
export function moodChart({ title, from, to, scale, mood }) {
  const span = daysBetween(from, to)
  const points = mood.filter(({ on }) => on >= from && on <= to).sort((a, b) => (a.on < b.on ? -1 : 1))
  const logged = new Set(points.map(({ on }) => on))
  const isFace = (/** @type {number} */ value) => scale === "faces" && Number.isInteger(value / 2.5)
  const shown = (/** @type {number} */ value) => (isFace(value) ? t(`mood.face.${value / 2.5}`) : number(value))
  const open = Array.from({ length: span + 1 }, (_, n) => n).filter((n) => !logged.has(daysAfter(from, n)))
  return h(
    "section",
    { class: "card stack tight" },
    h("h2", null, title),
    lineChart({
      label: title,
      points: points.map(({ on, value }) => ({
        day: daysBetween(from, on),
        value,
        shown: shown(value),
        text: t("chart.point", { day: day(on, "short"), value: shown(value) }),
      })),
      days: [0, span],
      max: 10,
      marks: [0, 5, 10],
      drawMark: scale === "faces" ? (mark, place) => face(mark / 2.5, place) : undefined,
      bridge: 2,
      open: span <= 31 ? open : [],
      ticks: [{ day: 0, text: day(from, "short") }, { day: span, text: day(to, "short") }],
    }),
    h(
      "p",
      { class: "small muted" },
      [scale === "eleven" && t("chart.mood.ends"), span <= 31 && open.length > 0 && t("chart.mood.open")].filter(
        Boolean,
      )
        .join(" "),
    ),
  )
}
