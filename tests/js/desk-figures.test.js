import assert from "node:assert/strict"
import { test } from "node:test"
import {
  dayIn,
  figure,
  nearDay,
  scoreChange,
  signedPercent,
  spanOf,
} from "../../static/js/components/clinic/figures.js"
import { timepointText } from "../../static/js/components/clinic/responses-list.js"
import { useSentences } from "../../static/js/translate.js"

useSentences({}, "en")

test("a change carries a real minus or a plus, and nothing when there is none", () => {
  assert.equal(signedPercent(-57.1), "\u221257\u00a0%")
  assert.equal(signedPercent(12), "+12\u00a0%")
  assert.equal(signedPercent(-0.4), "0\u00a0%")
  assert.equal(signedPercent(0), "0\u00a0%")
})

test("an improvement is shown as the fall of the score that it is", () => {
  assert.equal(scoreChange(57.1), "\u221257\u00a0%")
  assert.equal(scoreChange(-12), "+12\u00a0%")
})

test("a figure has at most one decimal, and a dash stands for what is not known", () => {
  assert.deepEqual([figure(6), figure(6.25), figure(null), figure(undefined)], ["6", "6.3", "–", "–"])
  assert.equal(figure(0), "0", "nothing is not the same as not known")
})

test("near days are told by their distance, far ones by their date", () => {
  assert.equal(nearDay("2026-11-22", "2026-11-22"), "today")
  assert.equal(nearDay("2026-11-21", "2026-11-22"), "yesterday")
  assert.equal(nearDay("2026-11-25", "2026-11-22"), "in 3 days")
  assert.match(nearDay("2026-10-12", "2026-11-22"), /Oct/)
  assert.match(nearDay("2025-10-12", "2026-11-22"), /2025/)
})

test("the day of a moment is the day at the clinic, not in Greenwich", () => {
  assert.equal(dayIn("2026-11-22T23:30:00Z", "Europe/Amsterdam"), "2026-11-23")
  assert.equal(dayIn("2026-11-22T03:30:00Z", "America/New_York"), "2026-11-21")
})

/** @param {Partial<Parameters<typeof spanOf>[0]>} some */
const trajectory = (some) => ({ last_day: 42, instruments: {}, mood: { days: [] }, logged: [], ...some })

test("the charts span from the baseline to the last planned day", () => {
  const instruments = { "phq-9": { points: [{ day: -3 }, { day: 20 }] } }
  assert.deepEqual(spanOf(trajectory({ instruments })), { first: -3, last: 42 })
})

test("a log from a clock that is years off does not squeeze the course", () => {
  assert.deepEqual(spanOf(trajectory({ logged: [-2000, 3, 4000] })), { first: 0, last: 42 })
})

test("a follow-up after the course is shown", () => {
  assert.equal(spanOf(trajectory({ instruments: { "phq-9": { points: [{ day: 130 }] } } })).last, 130)
})

test("a course of one day still has an axis", () => {
  assert.deepEqual(spanOf(trajectory({ last_day: 0 })), { first: 0, last: 7 })
})

test("when a questionnaire is due is said in words; a follow-up that a clinic named itself keeps its name", () => {
  useSentences(
    { "timepoint.after-week": "Woche {number} danach", "timepoint.end-of-acute": "Ende der Akutphase" },
    "de",
  )
  const said = ["after-week-4", "end-of-acute", "summer-visit", "visit-2"].map(timepointText)
  assert.deepEqual(said, ["Woche 4 danach", "Ende der Akutphase", "summer visit", "visit 2"])
  useSentences({}, "en")
})
