// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"
import {
  alongLevel,
  besidePoint,
  lengthInside,
  linePath,
  lineUntil,
  marksByDay,
  overlap,
  placeLabels,
  scale,
  textWidth,
  weekTicks,
  wrapWords,
} from "../../static/js/chart-geometry.js"

const FRAME = { x: 0, y: 0, width: 800, height: 300 }

/** @param {[number, number][]} pairs */
const pointsOf = (pairs) => pairs.map(([x, y]) => ({ x, y }))

test("a scale maps both ends exactly and may run backwards, as the vertical axis of a screen does", () => {
  const y = scale([0, 27], [280, 12])
  assert.deepEqual([y(0), y(27)], [280, 12])
  assert.ok(y(21) < y(9), "a higher score stands higher on the screen")
})

test("a scale carries on beyond its range: a baseline taken before the first session has a negative day", () => {
  assert.equal(scale([0, 10], [100, 200])(-3), 70)
})

test("a path joins the points to a tenth of a pixel", () => {
  assert.equal(linePath(pointsOf([[1, 2], [3.14159, 4.05]])), "M1 2 L3.1 4.1")
})

test("a single point, and none, draw no line", () => {
  assert.equal(linePath([]), "")
  assert.equal(linePath(pointsOf([[1, 2]])), "")
})

test("a line that goes on beyond the plot ends at its edge", () => {
  const line = pointsOf([[0, 100], [50, 0], [90, 0]])
  assert.deepEqual(lineUntil(line, 25), pointsOf([[0, 100], [25, 50]]))
  assert.deepEqual(lineUntil(line, 60), pointsOf([[0, 100], [50, 0], [60, 0]]))
  assert.deepEqual(lineUntil(line, 90), line)
  assert.deepEqual(lineUntil(line, -1), [])
})

test("every week is named when there is room, and fewer on a phone, always from the start of the course", () => {
  assert.deepEqual(weekTicks(-3, 30, 700, 60), [0, 7, 14, 21, 28])
  assert.deepEqual(weekTicks(-3, 60, 250, 50), [0, 14, 28, 42, 56])
})

test("week labels keep their distance on any axis", () => {
  for (const lastDay of [0, 1, 5, 36, 60, 120, 400, 1500]) {
    for (const room of [240, 340, 560, 720]) {
      const ticks = weekTicks(-7, lastDay, room, 56)
      const pixelsPerDay = room / (lastDay + 7)
      assert.equal(ticks[0], 0)
      ticks.slice(1).forEach((day, index) => assert.ok((day - ticks[index]) * pixelsPerDay >= 56))
    }
  }
})

test("texts are guessed in proportion to their letters and their size", () => {
  assert.ok(textWidth("mmmm", 12) > textWidth("iiii", 12))
  assert.equal(textWidth("", 12), 0)
  assert.ok(Math.abs(textWidth("10, response", 24) - 2 * textWidth("10, response", 12)) <= 1)
})

test("long names break between words and a single long word stays whole", () => {
  assert.deepEqual(wrapWords("Pain where the coil was", 90, 12), ["Pain where", "the coil was"])
  assert.deepEqual(wrapWords("Lightheadedness", 20, 12), ["Lightheadedness"])
  assert.deepEqual(wrapWords("", 20, 12), [])
})

test("overlap is the shared area, and touching is not overlapping", () => {
  const box = { x: 0, y: 0, width: 10, height: 10 }
  assert.equal(overlap(box, { x: 5, y: 5, width: 10, height: 10 }), 25)
  assert.equal(overlap(box, { x: 10, y: 0, width: 10, height: 10 }), 0)
})

test("the length of a line inside a box is clipped at its edges", () => {
  const box = { x: 10, y: 10, width: 10, height: 10 }
  assert.equal(lengthInside(pointsOf([[0, 15], [30, 15]]), box), 10)
  assert.ok(Math.abs(lengthInside(pointsOf([[15, 0], [15, 12]]), box) - 2) < 1e-9)
  assert.equal(lengthInside(pointsOf([[12, 12], [14, 12], [14, 15]]), box), 5)
  assert.equal(lengthInside(pointsOf([[0, 0], [30, 5]]), box), 0)
  assert.equal(lengthInside(pointsOf([[0, 25], [30, 25]]), box), 0)
})

test("a label alone stands above and to the right of its point", () => {
  const [label] = placeLabels([besidePoint({ x: 200, y: 150 }, 80, 14)], { boxes: [], lines: [], frame: FRAME })
  assert.ok(label.x > 200 && label.y + label.height < 150)
})

test("labels of neighbouring points do not cover each other, nor any point", () => {
  const points = pointsOf([[100, 100], [112, 104], [124, 98], [136, 110]])
  const dots = points.map(({ x, y }) => ({ x: x - 6, y: y - 6, width: 12, height: 12 }))
  const boxes = placeLabels(points.map((point) => besidePoint(point, 90, 14)), { boxes: dots, lines: [], frame: FRAME })
  const all = [...dots, ...boxes]
  for (const one of boxes) {
    for (const other of all) if (one !== other) assert.equal(overlap(one, other), 0)
  }
})

test("a label keeps off the curve where it can", () => {
  const curve = pointsOf([[80, 70], [160, 80], [240, 110], [320, 120], [400, 160], [490, 180], [540, 190]])
  for (const point of curve) {
    const [label] = placeLabels([besidePoint(point, 120, 14)], {
      boxes: [],
      lines: [{ points: curve, weight: 1 }],
      frame: FRAME,
    })
    assert.equal(lengthInside(curve, label), 0)
  }
})

test("a label at the edge is moved into the frame instead of being cut off", () => {
  for (const point of pointsOf([[798, 2], [2, 298], [798, 298], [2, 2]])) {
    const [label] = placeLabels([besidePoint(point, 120, 14)], { boxes: [], lines: [], frame: FRAME })
    assert.ok(label.x >= 0 && label.x + label.width <= 800)
    assert.ok(label.y >= 0 && label.y + label.height <= 300)
  }
})

test("a crowded chart still shows every label", () => {
  const wall = [{ x: 0, y: 0, width: 800, height: 300 }]
  const placed = placeLabels([besidePoint({ x: 5, y: 5 }, 50, 14)], { boxes: wall, lines: [], frame: FRAME })
  assert.equal(placed.length, 1)
})

test("the name of a level rests on its left end, and moves along when a curve passes there", () => {
  const free = placeLabels([alongLevel(200, [80, 700], 90, 13)], { boxes: [], lines: [], frame: FRAME })
  assert.deepEqual(free, [{ x: 86, y: 186, width: 90, height: 13 }])
  const curve = [{ points: pointsOf([[80, 200], [200, 190]]), weight: 1 }]
  const [moved] = placeLabels([alongLevel(200, [80, 700], 90, 13)], { boxes: [], lines: curve, frame: FRAME })
  assert.equal(lengthInside(curve[0].points, moved), 0)
})

test("one session a day stands in the middle of its day", () => {
  const [mark] = marksByDay([4], (day) => day * 12, 12, 3)
  assert.deepEqual(mark, { x: 46.5, width: 3 })
})

test("ten sessions on one day stand side by side within the day", () => {
  const marks = marksByDay(Array(10).fill(2), (day) => day * 40, 40, 3)
  marks.forEach(({ x, width }, index) => {
    assert.ok(x >= 60 && x + width <= 100)
    if (index) assert.ok(x >= marks[index - 1].x + marks[index - 1].width)
  })
})
