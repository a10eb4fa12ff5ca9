/** The arithmetic of charts: scales, ticks, paths and where a label fits. Pure: no DOM, no dates, no words. */

/** @typedef {{ x: number, y: number }} Point in pixels, y grows downwards. */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box its upper left corner and its size. */
/** @typedef {{ boxes: Box[], lines: { points: Point[], weight: number }[], frame: Box }} Surroundings what a label keeps away from. */

/**
 * A straight mapping of one range onto another; the ranges may run backwards, and values outside are carried on.
 *
 * @param {readonly [number, number]} from two different numbers
 * @param {readonly [number, number]} to
 * @returns {(value: number) => number}
 */
export function scale([low, high], [start, end]) {
  const step = (end - start) / (high - low)
  return (value) => start + (value - low) * step
}

/**
 * The `d` of an SVG path through the points, to a tenth of a pixel; empty when nothing can be joined.
 *
 * @param {Point[]} points
 */
export function linePath(points) {
  if (points.length < 2) return ""
  return points.map(({ x, y }, index) => `${index ? "L" : "M"}${tenth(x)} ${tenth(y)}`).join(" ")
}

/** @param {number} value */
const tenth = (value) => Math.round(value * 10) / 10

/**
 * The line as far as `x`, ending there when it would go on.
 *
 * @param {Point[]} points from left to right
 * @param {number} x
 * @returns {Point[]}
 */
export function lineUntil(points, x) {
  const beyond = points.findIndex((point) => point.x > x)
  if (beyond < 0) return points
  const kept = points.slice(0, beyond), from = points[beyond - 1], to = points[beyond]
  return from ? [...kept, { x, y: from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x) }] : []
}

/**
 * The days, a whole number of weeks apart, at which an axis can carry a label; day 0 is always one of them.
 *
 * @param {number} firstDay may be below 0: a baseline comes before the first session
 * @param {number} lastDay
 * @param {number} room how many pixels wide the axis is
 * @param {number} labelWidth how many pixels a label needs, with the air around it
 */
export function weekTicks(firstDay, lastDay, room, labelWidth) {
  const weekWidth = (7 * room) / Math.max(1, lastDay - firstDay)
  const every = [1, 2, 4, 8, 13, 26, 52, 104].find((weeks) => weeks * weekWidth >= labelWidth) ?? 208
  const ticks = []
  for (let day = 0; day <= lastDay; day += 7 * every) ticks.push(day)
  return ticks
}

/**
 * The width of a text in pixels, guessed a little too wide rather than too narrow: no font can be measured here, and
 * the page asks before anything is drawn.
 *
 * @param {string} text
 * @param {number} size of the font in pixels
 */
export function textWidth(text, size) {
  let ems = 0
  for (const letter of text) {
    if (/[\s.,:;|!'()ijlt]/.test(letter)) ems += 0.36
    else if (/[mwMW%→≤@]/.test(letter)) ems += 0.95
    else if (/[A-Z]/.test(letter)) ems += 0.7
    else ems += 0.61
  }
  return Math.ceil(ems * size)
}

/**
 * The text in lines no wider than asked, broken between words; a single long word stays whole.
 *
 * @param {string} text
 * @param {number} width
 * @param {number} size of the font in pixels
 */
export function wrapWords(text, width, size) {
  /** @type {string[]} */
  const lines = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length && textWidth(longer, size) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/**
 * Where a label of this size may stand beside a point, best first: above before below, right before left, near before far.
 *
 * @param {Point} point
 * @param {number} width
 * @param {number} height
 * @returns {Box[]}
 */
export function besidePoint({ x, y }, width, height) {
  const places = []
  for (const away of [9, 18, 30, 44]) {
    const above = y - away - height / 2 - 4, below = y + away - height / 2 + 4
    for (const left of [x + 8, x - width - 8, x - width / 2]) {
      places.push({ x: left, y: above, width, height }, { x: left, y: below, width, height })
    }
    places.push(
      { x: x + away, y: y - height / 2, width, height },
      { x: x - away - width, y: y - height / 2, width, height },
    )
  }
  return places
}

/**
 * Where a label may stand on a level line, best first: resting on its left end, then further right, then hanging below.
 *
 * @param {number} y
 * @param {readonly [number, number]} span where the line begins and ends
 * @param {number} width
 * @param {number} height
 * @returns {Box[]}
 */
export function alongLevel(y, [start, end], width, height) {
  const places = []
  for (const top of [y - height - 1, y + 2]) {
    for (let part = 0; part <= 1; part += 0.125) {
      places.push({ x: start + 6 + part * Math.max(0, end - start - width - 12), y: top, width, height })
    }
  }
  return places
}

/**
 * One place for each label, in order of importance: later labels give way to earlier ones.
 *
 * Every label gets the place that disturbs least; if all are bad it still gets one, since a missing number is worse
 * than a crowded one. Places that would leave the frame are moved into it first.
 *
 * @param {Box[][]} labels the possible places of each label, best first
 * @param {Surroundings} surroundings
 * @returns {Box[]}
 */
export function placeLabels(labels, { boxes, lines, frame }) {
  const taken = [...boxes]
  return labels.map((places) => {
    let best = inside(places[0], frame), lowest = Infinity
    places.forEach((place, rank) => {
      const moved = inside(place, frame)
      // A covered text or point is unreadable, a crossed line only unpleasant: hence 20 to 1.
      const covered = taken.reduce((sum, box) => sum + overlap(moved, box), 0)
      const crossed = lines.reduce((sum, line) => sum + line.weight * lengthInside(line.points, moved), 0)
      const cost = 20 * covered + 4 * crossed + rank
      if (cost < lowest) [best, lowest] = [moved, cost]
    })
    taken.push(best)
    return best
  })
}

/**
 * @param {Box} box
 * @param {Box} frame
 * @returns {Box}
 */
function inside(box, frame) {
  const x = Math.max(frame.x, Math.min(box.x, frame.x + frame.width - box.width))
  const y = Math.max(frame.y, Math.min(box.y, frame.y + frame.height - box.height))
  return { ...box, x, y }
}

/**
 * The area that two boxes share, in square pixels.
 *
 * @param {Box} one
 * @param {Box} other
 */
export function overlap(one, other) {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return width > 0 && height > 0 ? width * height : 0
}

/**
 * How many pixels of a line through these points lie in the box (each segment clipped as by Liang and Barsky 1984).
 *
 * @param {Point[]} points
 * @param {Box} box
 */
export function lengthInside(points, box) {
  let length = 0
  for (let index = 1; index < points.length; index++) {
    const from = points[index - 1], dx = points[index].x - from.x, dy = points[index].y - from.y
    let enter = 0, leave = 1
    /** @type {[number, number][]} */
    const edges = [
      [-dx, from.x - box.x],
      [dx, box.x + box.width - from.x],
      [-dy, from.y - box.y],
      [dy, box.y + box.height - from.y],
    ]
    for (const [step, room] of edges) {
      if (step === 0 && room < 0) leave = -1
      else if (step < 0) enter = Math.max(enter, room / step)
      else if (step > 0) leave = Math.min(leave, room / step)
    }
    if (leave > enter) length += (leave - enter) * Math.hypot(dx, dy)
  }
  return length
}

/**
 * The left edge and the width of each mark in a row of days, so that marks of one day stand side by side in it: an
 * accelerated protocol treats ten times a day.
 *
 * @param {number[]} days of the marks, in order
 * @param {(day: number) => number} x the middle of a day
 * @param {number} dayWidth
 * @param {number} widest a mark may be
 */
export function marksByDay(days, x, dayWidth, widest) {
  const perDay = new Map()
  for (const day of days) perDay.set(day, (perDay.get(day) ?? 0) + 1)
  const placed = new Map()
  return days.map((day) => {
    const count = perDay.get(day), index = placed.get(day) ?? 0
    placed.set(day, index + 1)
    const slot = (dayWidth * 0.86) / count, width = Math.min(widest, Math.max(1, slot * 0.7))
    return { x: x(day) + slot * (index - (count - 1) / 2) - width / 2, width }
  })
}
