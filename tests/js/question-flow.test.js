import assert from "node:assert/strict"
import { test } from "node:test"
import {
  answer,
  askedItems,
  begin,
  canResume,
  isAsked,
  isEmergency,
  missingItems,
  needsHelp,
  nextStep,
  noted,
  numberOf,
  responseOf,
  safetyAnswerOf,
  stepAfter,
  stepBefore,
  untold,
} from "../../static/js/question-flow.js"

const options = [0, 1, 2, 3].map((value) => ({ value, text: `answer ${value}` }))
/** @param {string} key @param {object} [more] @returns {import("../../static/js/question-flow.js").Item} */
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

test("an answer that is only passed over is kept and told to nobody, until the questionnaire is taken up again", () => {
  const passed = noted(fresh, "9", 2)
  assert.deepEqual([passed.answers, passed.told], [{ 9: 2 }, {}])
  const { draft, tell } = untold(form, passed)
  assert.deepEqual([tell, draft.told], [[{ item: "9", value: 2 }], { 9: 2 }])
  assert.deepEqual(untold(form, draft).tell, [])
  assert.deepEqual(untold(form, after(["1", 3], ["9", 0]).draft).tell, [])
})

test("danger now is what the instrument says it is", () => {
  const grave = { ...form, safety_items: [{ item: "1", threshold: 1 }, { item: "9", threshold: 2, emergency: true }] }
  assert.deepEqual([isEmergency(grave, "9", 1), isEmergency(grave, "9", 2), isEmergency(grave, "1", 3)], [
    false,
    true,
    false,
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
    language: "en",
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

// As the C-SSRS screener branches: 3 to 5 are asked if 2 is yes, 6a if 6 is.
const ifTwo = { asked_if: { item: "2", from: 1 } }
const branching = {
  ...form,
  items: [
    item("1"),
    item("2"),
    item("3", ifTwo),
    item("4", ifTwo),
    item("6"),
    item("6a", { asked_if: { item: "6", from: 1 } }),
  ],
  safety_items: [{ item: "4", threshold: 1 }, { item: "6a", threshold: 1 }],
}

/** @param {Record<string, any>} answers */
const drafted = (answers) => ({ ...fresh, answers })

test("an item is spared by a lower answer to the one before it, and by nothing else", () => {
  const asked = (/** @type {Record<string, any>} */ answers) =>
    askedItems(branching, drafted(answers)).map(({ key }) => key).join(" ")
  assert.equal(asked({ 1: 0, 2: 0, 6: 0 }), "1 2 6")
  assert.equal(asked({ 1: 0, 2: 1, 6: 0 }), "1 2 3 4 6")
  assert.equal(asked({ 1: 0, 2: 0, 6: 1 }), "1 2 6 6a")
  assert.equal(asked({ 1: 0, 2: "declined", 6: null }), "1 2 3 4 6 6a")
  assert.equal(asked({}), "1 2 3 4 6 6a")
})

test("an item behind a spared one is spared too", () => {
  const items = [
    item("1"),
    item("2", { asked_if: { item: "1", from: 1 } }),
    item("3", { asked_if: { item: "2", from: 1 } }),
  ]
  assert.ok(!isAsked({ items }, items[2], { 1: 0 }))
  assert.ok(isAsked({ items }, items[2], { 1: 1 }))
})

test("the way goes past what is spared, forwards and backwards", () => {
  const no = drafted({ 1: 0, 2: 0 }), yes = drafted({ 1: 0, 2: 1 })
  assert.deepEqual([stepAfter(branching, no, 1), stepAfter(branching, yes, 1)], [4, 2])
  assert.deepEqual([stepBefore(branching, no, 4), stepBefore(branching, yes, 4)], [1, 3])
  assert.deepEqual(stepBefore(branching, no, 0), -1)
  assert.deepEqual(stepAfter(branching, drafted({ 1: 0, 2: 0, 6: 0 }), 4), 6)
  assert.deepEqual([nextStep(branching, no), nextStep(branching, drafted({ 1: 0, 2: 0, 6: 0 }))], [4, 6])
})

test("what is spared is not missing, and what a changed answer opens is", () => {
  assert.deepEqual(missingItems(branching, drafted({ 1: 0, 2: 0, 6: 0 })), [])
  assert.deepEqual(missingItems(branching, drafted({ 1: 0, 2: 1, 6: 0 })).map(({ key }) => key), ["3", "4"])
})

test("an answer that a change has spared is not sent with the form; it was told when it was given", () => {
  let draft = drafted({ 1: 0, 2: 1, 3: 0 })
  const told = answer(branching, draft, "4", 1)
  assert.equal(told.tell, 1)
  draft = answer(branching, told.draft, "2", 0).draft
  assert.deepEqual(responseOf(branching, draft, now).answers, { 1: 0, 2: 0, 3: null, 4: null, 6: null, "6a": null })
  assert.deepEqual(draft.told, { 4: 1 })
})

test("an item that a phone kept before there were branches is asked", () => {
  assert.ok(isAsked(form, form.items[0], {}))
  assert.equal(stepAfter(form, fresh, 1), 2)
})

for (
  const [typed, expected] of /** @type {[string, number | null][]} */ ([
    ["0", 0],
    ["60", 60],
    [" 12 ", 12],
    ["61", null],
    ["-1", null],
    ["3.5", null],
    ["", null],
    ["  ", null],
    ["ten", null],
  ])
) {
  test(`"${typed}" typed for 0 to 60 is ${expected}`, () => {
    assert.equal(numberOf(item("total", { answers: [], span: [0, 60] }), typed), expected)
  })
}

test("a safety answer that is typed in is told like any other", () => {
  const typed = {
    ...form,
    items: [item("s", { answers: [], span: [0, 10] })],
    safety_items: [{ item: "s", threshold: 4 }],
  }
  assert.equal(answer(typed, fresh, "s", 3).tell, null)
  assert.equal(answer(typed, fresh, "s", 4).tell, 4)
})
