import assert from "node:assert/strict"
import { test } from "node:test"
import { askedOf } from "../../static/js/components/side-effects.js"

const OFFERS = [
  { key: "headache", label: "Headache", offered: true },
  { key: "face_pain", label: "Face, tooth or jaw pain", offered: false },
  { key: "site_pain", label: "Pain where the coil was" }, // as an older answer of the clinic has it
]

test("what is no longer offered is asked only where the entry has it already", () => {
  assert.deepEqual(askedOf(OFFERS, {}).map(({ key }) => key), ["headache", "site_pain"])
  assert.deepEqual(askedOf(OFFERS, { face_pain: 2 }).map(({ key }) => key), ["headache", "face_pain", "site_pain"])
})
