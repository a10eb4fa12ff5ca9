import assert from "node:assert/strict"
import { test } from "node:test"
import { adviceFor, contentOf, isUrgent } from "../../static/js/felt.js"
import { settling } from "../../static/js/settling.js"

/** @param {string | null} effect @param {number} grade */
const text = (effect, grade) => ({ effect, grade, usual: "", help: "", call: "" })
const TEXTS = [text(null, 1), text(null, 3), text("headache", 1), text("headache", 3), text("nausea", 2)]

for (
  const [effect, grade, expected] of /** @type {[string, number, [string | null, number] | null][]} */ ([
    ["headache", 1, ["headache", 1]],
    ["headache", 2, ["headache", 1]],
    ["headache", 3, ["headache", 3]],
    ["jaw", 2, [null, 1]],
    ["jaw", 3, [null, 3]],
    ["nausea", 1, [null, 1]], // its own text begins later
    ["nausea", 3, ["nausea", 2]], // its own words before those about all others, however strong those are
    ["headache", 0, null],
  ])
) {
  test(`the advice for ${effect} of grade ${grade}`, () => {
    const found = adviceFor(TEXTS, { effect, grade })
    assert.deepEqual(found && [found.effect, found.grade], expected)
  })
}

for (
  const [effect, grade, worst_ever, expected] of /** @type {[string, number, boolean | null, boolean][]} */ ([
    ["seizure", 1, null, true],
    ["syncope", 1, null, true],
    ["hearing", 1, null, true],
    ["seizure", 0, null, false],
    ["headache", 2, true, true],
    ["headache", 3, null, false],
    ["headache", 0, true, false], // ticked, and then the grade taken back
    ["tinnitus", 3, null, false],
  ])
) {
  test(`${effect} of grade ${grade}${worst_ever ? ", the worst ever," : ""} ${expected ? "cannot" : "can"} wait`, () => {
    assert.equal(isUrgent({ effect, grade, worst_ever }), expected)
  })
}

test("an entry is put back with what it said, and without what was noted beside it", () => {
  const said = {
    felt_at: "2026-11-22T19:40:00Z",
    felt_on: "2026-11-22",
    zone: "Europe/London",
    mood: { scale: /** @type {const} */ ("eleven"), raw: 6 },
    energy: null,
    anxiety: 2,
    sleep_hours: 7.5,
    sleep_quality: /** @type {const} */ ("ok"),
    note: null,
    any_side_effects: false,
    side_effects: [],
  }
  const entry = { ...said, id: "e", rev: 3, recorded_at: "2026-11-22T19:41:00Z", filled_late: false, waiting: true }
  assert.deepEqual(contentOf(entry), said)
})

test("of choices that were passed over only the last is meant, and it is done once", () => {
  /** @type {string[]} */
  const done = []
  const { soon, now, commit } = settling()
  soon(() => done.push("mild"))
  soon(() => done.push("medium"))
  assert.equal(done.length, 0)
  commit()
  commit()
  assert.deepEqual(done, ["medium"])
  soon(() => done.push("strong"))
  now(() => done.push("none"))
  commit()
  assert.deepEqual(done, ["medium", "none"])
})
