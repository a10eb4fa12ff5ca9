/** The scores of one instrument over a course, with severity bands, sessions and the marks of response and remission. */

import {
  alongLevel,
  besidePoint,
  linePath,
  lineUntil,
  marksByDay,
  placeLabels,
  scale,
  textWidth,
} from "../../chart-geometry.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { dayAxisOf, fittedChart, todayLine, valuesTable, weekNames } from "./chart-frame.js"
import { dayText, figure, signedPercent } from "./figures.js"
import { timepointText } from "./responses-list.js"
import { term } from "./terms.js"

/**
 * @typedef {import("../../chart-geometry.js").Box} Box
 * @typedef {import("./chart-frame.js").DayAxis} DayAxis
 * @typedef {{ on: string, day: number, session: number, total: number | null, prorated: boolean, timepoint: string | null,
 *   label: null | "baseline" | "response" | "remission", recall_overlaps?: boolean }} ScorePoint
 * @typedef {{ title: string, max: number, bands: { from: number, to: number, label: string }[], points: ScorePoint[],
 *   expected: { day: number, value: number }[] | null, response_at: number | null, remission_below: number | null,
 *   higher_is_better?: boolean }} Instrument
 * @typedef {{ day: number, number: number, state: "done" | "partial" | "aborted" | "missed" | "planned" }} SessionMark
 * @typedef {{ instrument: Instrument, sessions: SessionMark[], first: number, last: number, today: number | null }} Trajectory
 */

const LABEL_SIZE = 12.5
const BELOW_PLOT = 46 // pixels for the ticks of the sessions, their numbers and the names of the weeks

/** @param {Trajectory} trajectory */
export function trajectoryChart(trajectory) {
  const { instrument, sessions } = trajectory
  return h(
    "div",
    null,
    fittedChart((width) => drawing(trajectory, width)),
    h("p", { class: "small muted chart-note" }, noteOf(instrument, sessions)),
    valuesTable(t("trajectory.table", { title: instrument.title }), tableHeadings(), tableRows(instrument)),
  )
}

/** @param {Instrument} instrument @param {SessionMark[]} sessions */
function noteOf(instrument, sessions) {
  const has = (/** @type {string} */ wanted) => sessions.some(({ state }) => state === wanted)
  return [
    t("trajectory.ticks"),
    has("missed") && t("trajectory.ticks_missed"),
    has("partial") && t("trajectory.ticks_partial"),
    has("aborted") && t("trajectory.ticks_aborted"),
    instrument.expected && t("trajectory.expected"),
    instrument.points.some(({ prorated }) => prorated) && t("trajectory.prorated"),
    instrument.points.some(({ recall_overlaps }) => recall_overlaps) && t("trajectory.recall_overlaps"),
    instrument.points.some(({ total }) => total === null) && t("trajectory.no_total"),
  ].filter(Boolean).join(" ")
}

const tableHeadings = () => ["day", "session", "total", "band", "occasion"].map((key) => t(`trajectory.column.${key}`))

/** @param {Instrument} instrument */
function tableRows({ points, bands }) {
  return points.map(({ on, session, total, prorated, timepoint, label, recall_overlaps }) => [
    dayText(on),
    session,
    total === null
      ? t("trajectory.without_total")
      : figure(total) + (prorated ? ` (${t("trajectory.is_prorated")})` : ""),
    total === null ? null : bandOf(total, bands),
    [
      recall_overlaps && t("responses.recall_overlaps"),
      timepoint && timepointText(timepoint),
      label !== timepoint && label && t(`trajectory.label.${label}`),
    ].filter(
      Boolean,
    ).join(", "),
  ])
}

/** One sentence that says what the curve shows. @param {Instrument} instrument */
function summaryOf({ title, points }) {
  const scored = points.flatMap(({ total, ...rest }) => total === null ? [] : [{ ...rest, total }])
  const first = scored[0], latest = scored.at(-1)
  if (!first || !latest) return t("trajectory.summary_none", { title })
  if (first === latest) return t("trajectory.summary_one", { title, total: first.total, on: dayText(first.on) })
  return t("trajectory.summary", {
    title,
    first: first.total,
    first_on: dayText(first.on),
    latest: latest.total,
    latest_on: dayText(latest.on),
    session: latest.session,
  })
}

/** @param {Trajectory} trajectory @param {number} width */
function drawing({ instrument, sessions, first, last, today }, width) {
  const axis = dayAxisOf(width, first, last)
  const top = 10, bottom = top + (axis.narrow ? 220 : 272), y = scale([0, instrument.max], [bottom, top])
  const scored = instrument.points.flatMap((point) =>
    point.total === null
      ? []
      : [{ ...point, total: point.total, x: axis.x(Math.max(first, point.day)), y: y(point.total) }]
  )
  const path = (instrument.expected ?? []).map(({ day, value }) => ({ x: axis.x(day), y: y(value) }))
  const expected = lineUntil(path, axis.right)
  const bandNames = namedBands(axis, instrument, y)
  const texts = labelTexts(scored)
  const dots = scored.map((point) => ({ x: point.x - 7, y: point.y - 7, width: 14, height: 14 }))
  const levels = levelsOf(instrument)
  const places = placeLabels(
    [
      ...texts.map(({ point, text }) => besidePoint(point, textWidth(text, LABEL_SIZE), LABEL_SIZE + 3)),
      ...levels.map(({ value, text }) =>
        alongLevel(y(value), [axis.left, axis.right], textWidth(text, axis.size), axis.size + 2)
      ),
    ],
    {
      boxes: [...dots, ...bandNames.map(({ box }) => box)],
      lines: [{ points: scored, weight: 1 }, { points: expected, weight: 0.3 }],
      frame: { x: axis.left, y: top, width: axis.right - axis.left, height: bottom - top },
    },
  )
  return h(
    "svg",
    { viewBox: `0 0 ${width} ${bottom + BELOW_PLOT}`, role: "img", "aria-label": summaryOf(instrument) },
    bands(axis, instrument, y),
    valueNames(axis, instrument, y),
    levels.map(({ value }) =>
      h("path", { d: linePath([{ x: axis.left, y: y(value) }, { x: axis.right, y: y(value) }]), class: "chart-level" })
    ),
    todayLine(axis, today, top, bottom),
    h("path", { d: linePath(expected), class: "chart-expected" }),
    bandNames.map(({ text, box, tint }) =>
      h(
        "text",
        { x: box.x + box.width, y: box.y + axis.size, "text-anchor": "end", class: `chart-text halo-${tint}` },
        text,
      )
    ),
    h("path", { d: linePath(scored), class: "chart-line" }),
    scored.map((point) =>
      h("circle", { cx: point.x, cy: point.y, r: 5, class: ["chart-dot", point.prorated && "is-prorated"] })
    ),
    withoutTotal(axis, instrument, bottom),
    texts.map(({ text }, index) =>
      h("text", { x: places[index].x, y: places[index].y + LABEL_SIZE, class: "chart-label" }, text)
    ),
    levels.map(({ text }, index) => {
      const place = places[texts.length + index]
      return h("text", { x: place.x, y: place.y + axis.size, class: "chart-text" }, text)
    }),
    sessionTicks(axis, sessions, bottom + 6),
    weekNames(axis, bottom + BELOW_PLOT - 5),
  )
}

/** The tint of a band, 1 to 5, whether an instrument has three bands or five. @param {number} index @param {number} count */
const tintOf = (index, count) => Math.round(scale([0, Math.max(1, count - 1)], [1, 5])(index))

/** Tints of one hue, the deepest for the most severe. @param {DayAxis} axis @param {Instrument} instrument @param {(value: number) => number} y */
function bands(axis, { bands, max }, y) {
  return bands.map(({ from }, index) => {
    const upper = y(bands[index + 1]?.from ?? max)
    return h("rect", {
      x: axis.left,
      y: upper,
      width: axis.right - axis.left,
      height: y(from) - upper,
      class: `tint-${tintOf(index, bands.length)}`,
    })
  })
}

/** @param {number} total @param {Instrument["bands"]} bands */
function bandOf(total, bands) {
  const found = bands.find(({ from, to }) => from <= total && total <= to)
  return found ? term(found.label) : null
}

/** @param {DayAxis} axis @param {Instrument} instrument @param {(value: number) => number} y */
function namedBands(axis, { bands, max }, y) {
  return bands.map(({ from, ...band }, index) => {
    const label = term(band.label)
    const middle = (y(from) + y(bands[index + 1]?.from ?? max)) / 2, width = textWidth(label, axis.size)
    return {
      text: label,
      tint: tintOf(index, bands.length),
      box: { x: axis.right - 8 - width, y: middle - axis.size / 2 - 1, width, height: axis.size + 3 },
    }
  })
}

/** @param {DayAxis} axis @param {Instrument} instrument @param {(value: number) => number} y */
function valueNames(axis, { bands, max }, y) {
  const values = [...new Set([0, ...bands.map(({ from }) => from), max])]
  return values.map((value) =>
    h("text", { x: axis.left - 8, y: y(value) + 4, "text-anchor": "end", class: "chart-text" }, value)
  )
}

/** @param {Instrument} instrument */
function levelsOf({ response_at, remission_below, higher_is_better, points }) {
  const levels = [], rises = higher_is_better
  if (response_at !== null) {
    // Towards the better, so that the number that is printed is a response: to a tenth on a scale of means.
    const steps = points.every(({ total }) => Number.isInteger(total ?? 0)) ? 1 : 10
    const reached = (rises ? Math.ceil(response_at * steps) : Math.floor(response_at * steps)) / steps
    levels.push({
      value: response_at,
      text: t(rises ? "trajectory.response_from" : "trajectory.response_level", { value: figure(reached) }),
    })
  }
  if (remission_below !== null) {
    const value = figure(remission_below)
    levels.push({
      value: remission_below,
      text: t(rises ? "trajectory.remission_above" : "trajectory.remission_level", { value }),
    })
  }
  return levels
}

/**
 * What is written beside which point, the most important first: where it stands now, when it turned, where it began.
 *
 * @template {ScorePoint & { total: number, x: number, y: number }} P
 * @param {P[]} scored
 * @returns {{ point: P, text: string }[]}
 */
function labelTexts(scored) {
  const baseline = scored.find(({ label }) => label === "baseline"), latest = scored.at(-1)
  const text = (/** @type {P} */ point) => {
    if (point === baseline) return t("trajectory.at.baseline", { total: figure(point.total) })
    const change = baseline?.total ? ` (${signedPercent((100 * (point.total - baseline.total)) / baseline.total)})` : ""
    return (point.label ? t(`trajectory.at.${point.label}`, { total: figure(point.total) }) : figure(point.total)) +
      change
  }
  const rank = (/** @type {P} */ point) => point === latest ? 0 : point === baseline ? 2 : 1
  return scored
    .filter((point) => point.label || point === latest)
    .sort((one, other) => rank(one) - rank(other))
    .map((point) => ({ point, text: text(point) }))
}

/** @param {DayAxis} axis @param {Instrument} instrument @param {number} bottom */
function withoutTotal(axis, { points }, bottom) {
  return points.filter(({ total }) => total === null).map(({ day }) => {
    const x = axis.x(day), y = bottom - 8
    return h("path", { d: `M${x - 4} ${y - 4} l8 8 m0 -8 l-8 8`, class: "chart-cross" })
  })
}

/**
 * A tick for each session, with the number of every tenth.
 *
 * @param {DayAxis} axis
 * @param {SessionMark[]} sessions
 * @param {number} top
 */
function sessionTicks(axis, sessions, top) {
  const marks = marksByDay(sessions.map(({ day }) => day), axis.x, axis.dayWidth, 3.4)
  const numbers = numbersOf(sessions, marks.map(({ x, width }) => x + width / 2))
  return [
    !axis.narrow &&
    h("text", { x: axis.left - 8, y: top + 9, "text-anchor": "end", class: "chart-text" }, t("trajectory.sessions")),
    sessions.map(({ state }, index) => sessionTick(state, marks[index], top)),
    numbers.map(({ x, number }) =>
      h("text", { x, y: top + 20, "text-anchor": "middle", class: "chart-text is-small" }, number)
    ),
  ]
}

/** A full bar; a low one for a part, a cross where it was broken off. @param {string} state @param {{ x: number, width: number }} mark @param {number} top */
function sessionTick(state, { x, width }, top) {
  if (state === "aborted") {
    const middle = x + width / 2
    return h("path", { d: `M${middle - 3} ${top + 1.5} l6 6 m0 -6 l-6 6`, class: "tick is-aborted" })
  }
  const low = state === "partial" ? 5 : 0
  return h("rect", { x, y: top + low, width, height: 9 - low, rx: 1, class: `tick is-${state}` })
}

const APART = 22 // pixels between the numbers of sessions, so that two of three digits keep clear of each other

/**
 * The first session and every tenth, as far as their numbers fit beside each other.
 *
 * @param {SessionMark[]} sessions
 * @param {number[]} middles of their ticks
 */
function numbersOf(sessions, middles) {
  /** @type {{ x: number, number: number }[]} */
  const shown = []
  sessions.forEach(({ number, state }, index) => {
    const wanted = state !== "missed" && state !== "aborted" && (number === 1 || number % 10 === 0)
    const last = shown.at(-1)
    if (wanted && (!last || middles[index] - last.x >= APART)) shown.push({ x: middles[index], number })
  })
  return shown
}
