import assert from "node:assert/strict"
import { test } from "node:test"
import { asksAll, entriesOf, moodValue, stillDue } from "../../static/js/log-view.js"

/** @param {string} id @param {string} on @param {object} [more] @returns {any} what the clinic's log says of a day */
const held = (id, on, more = {}) => ({
  id,
  rev: 1,
  felt_on: on,
  recorded_at: `${on}T20:00:00Z`,
  mood: { scale: "eleven", raw: 4 },
  side_effects: [],
  filled_late: false,
  ...more,
})
/** @param {string} id @param {string} on @param {object} [more] @returns {any} the phone's own copy */
const row = (id, on, more = {}) => ({
  id,
  kind: "check-in",
  rev: null,
  recorded_at: `${on}T21:00:00Z`,
  deleted: false,
  content: { felt_on: on, mood: { scale: "eleven", raw: 7 }, side_effects: [] },
  ...more,
})
const NONE = new Set(/** @type {string[]} */ ([]))

test("days come newest first, with what was saved here over what the clinic holds", () => {
  const log = [held("a", "2026-11-20"), held("b", "2026-11-21")]
  const shown = entriesOf(log, [row("a", "2026-11-20"), row("c", "2026-11-22")], new Set(["a"]))
  assert.deepEqual(shown.map(({ id, mood, waiting }) => [id, mood?.raw, waiting]), [
    ["c", 7, false],
    ["b", 4, false],
    ["a", 7, true],
  ])
})

test("what was deleted here is gone at once", () => {
  assert.deepEqual(entriesOf([held("a", "2026-11-20")], [row("a", "2026-11-20", { deleted: true })], NONE), [])
})

test("of two entries for one day the later one counts, wherever it was made", () => {
  const log = [
    held("tablet", "2026-11-20", { recorded_at: "2026-11-20T22:00:00Z" }),
    held("other", "2026-11-20", { recorded_at: "2026-11-20T08:00:00Z" }),
  ]
  assert.deepEqual(entriesOf(log, [row("phone", "2026-11-20")], NONE).map(({ id }) => id), ["tablet"])
})

test("a day saved on a later one is marked as filled in later", () => {
  const late = row("a", "2026-11-20", { recorded_at: "2026-11-22T12:00:00Z" })
  assert.deepEqual(entriesOf([], [late, row("b", "2026-11-21")], NONE).map(({ filled_late }) => filled_late), [
    false,
    true,
  ])
})

test("only check-ins are days of the log, and only an answered questionnaire is no longer due", () => {
  const answered = row("r", "2026-11-20", { kind: "response", content: { instrument: "phq-9" } })
  const told = row("s", "2026-11-20", { kind: "safety-answer", content: { instrument: "gad-7" } })
  assert.deepEqual(entriesOf([], [answered, told], NONE), [])
  const due = [{ instrument: "phq-9" }, { instrument: "gad-7" }]
  assert.deepEqual(stillDue(due, [answered, told]), [{ instrument: "gad-7" }])
})

test("faces are spread over the scale from 0 to 10", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((raw) => moodValue({ scale: "faces", raw })), [0, 2.5, 5, 7.5, 10])
  assert.equal(moodValue({ scale: "eleven", raw: 7 }), 7)
  assert.equal(moodValue(null), null)
})

test("the whole list is asked after the first three sessions, and on Mondays", () => {
  const after = (/** @type {number} */ sessions_done) => ({ sessions_done })
  assert.deepEqual(["2026-11-24", "2026-11-24", "2026-11-23"].map((on, n) => asksAll(on, after([3, 4, 30][n]))), [
    true,
    false,
    true,
  ])
  assert.equal(asksAll("2026-11-23", null), false)
})
