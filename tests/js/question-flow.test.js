import assert from "node:assert/strict"
import { test } from "node:test"
import {
  answer,
  begin,
  canResume,
  missingItems,
  needsHelp,
  nextStep,
  responseOf,
  safetyAnswerOf,
} from "../../static/js/question-flow.js"

const options = [0, 1, 2, 3].map((value) => ({ value, text: `answer ${value}` }))
/** @param {string} key @param {object} [more] */
const item = (key, more = {}) => ({
  key,
  text: `item ${key}`,
  answers: options,
  optional: false,
  scored: true,
  ...more,
})

const form = {
  key: "phq-9",
  version: "1",
  title: "PHQ-9",
  language: "en",
  recall: "2 weeks",
  stem: "How often",
  items: [item("1"), item("9"), item("10", { optional: true, scored: false })],
  safety_items: [{ item: "9", threshold: 1 }],
  credit: "",
}
const now = new Date("2026-11-22T19:40:00Z")
const when = { now, today: "2026-11-22", zone: "Europe/London" }
const fresh = begin(form, { id: "r-1", ...when })

/** @param {...[string, any]} given @returns the draft after these answers, and what was told */
function after(...given) {
  let draft = fresh
  const told = []
  for (const [key, value] of given) {
    const step = answer(form, draft, key, value)
    draft = step.draft
    told.push(step.tell)
  }
  return { draft, told }
}

test("a safety answer at its threshold is told at once", () => {
  assert.deepEqual(after(["9", 1]).told, [1])
  assert.deepEqual(after(["9", 0]).told, [null])
  assert.deepEqual(after(["1", 3]).told, [null])
  assert.deepEqual(after(["9", "declined"]).told, [null])
})

test("a correction is told only when it is worse, and nothing is taken back", () => {
  assert.deepEqual(after(["9", 1], ["9", 3], ["9", 3], ["9", 2], ["9", 0], ["9", 3]).told, [
    1,
    3,
    null,
    null,
    null,
    null,
  ])
})

test("help shows for what stands now", () => {
  assert.ok(needsHelp(form, "9", 1))
  assert.ok(!needsHelp(form, "9", 0))
  assert.ok(!needsHelp(form, "9", undefined))
  assert.ok(!needsHelp(form, "1", 3))
})

test("a draft is taken up at the first item not yet seen, then at the review", () => {
  assert.deepEqual(nextStep(form, fresh), 0)
  assert.deepEqual(nextStep(form, after(["1", 0]).draft), 1)
  assert.deepEqual(nextStep(form, after(["1", 0], ["9", "declined"], ["10", null]).draft), 3)
})

test("declining counts as an answer, an optional item may stay open", () => {
  assert.deepEqual(missingItems(form, after(["1", "declined"]).draft).map(({ key }) => key), ["9"])
  assert.deepEqual(missingItems(form, after(["1", 0], ["9", 0]).draft), [])
})

for (
  const [what, draft, hours, expected] of /** @type {[string, any, number, boolean][]} */ ([
    ["at once", fresh, 0, true],
    ["23 hours later", fresh, 23, true],
    ["a day later", fresh, 24, false],
    ["from the future, after a clock was set back", fresh, -1, false],
    ["of another version of the form", { ...fresh, version: "2" }, 1, false],
  ])
) {
  test(`a draft ${what} ${expected ? "can" : "cannot"} be taken up again`, () => {
    assert.deepEqual(canResume(draft, form, new Date(now.getTime() + hours * 3600_000)), expected)
  })
}

test("what is sent names every item and carries raw answers only", () => {
  assert.deepEqual(responseOf(form, after(["1", 2], ["9", "declined"]).draft, new Date("2026-11-22T19:45:00Z")), {
    instrument: "phq-9",
    version: "1",
    started_at: "2026-11-22T19:40:00.000Z",
    finished_at: "2026-11-22T19:45:00.000Z",
    answered_on: "2026-11-22",
    zone: "Europe/London",
    mode: "phone",
    answers: { 1: 2, 9: "declined", 10: null },
  })
})

test("a safety answer names the response that it will belong to", () => {
  assert.deepEqual(safetyAnswerOf(fresh, "9", 2, when), {
    instrument: "phq-9",
    version: "1",
    response: "r-1",
    item: "9",
    value: 2,
    felt_at: "2026-11-22T19:40:00.000Z",
    answered_on: "2026-11-22",
    zone: "Europe/London",
  })
})
