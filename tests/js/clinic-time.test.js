import assert from "node:assert/strict"
import { test } from "node:test"
import { instantAt, timeIn } from "../../static/js/components/clinic/figures.js"
import { blockFieldOf, blockFrom } from "../../static/js/components/clinic/block-fields.js"

test("a time on the clinic's clock is the moment it means, on both sides of a change of the clock", () => {
  assert.equal(instantAt("2026-11-23", "10:15", "Europe/Berlin"), "2026-11-23T09:15:00.000Z")
  assert.equal(instantAt("2026-07-01", "10:15", "Europe/Berlin"), "2026-07-01T08:15:00.000Z")
  assert.equal(instantAt("2026-11-01", "08:00", "America/New_York"), "2026-11-01T13:00:00.000Z")
  assert.equal(instantAt("2026-03-08", "08:00", "America/New_York"), "2026-03-08T12:00:00.000Z")
  assert.equal(instantAt("2026-11-23", "00:30", "Pacific/Auckland"), "2026-11-22T11:30:00.000Z")
})

test("the time of a moment is told on the clinic's clock and read back as the same moment", () => {
  for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"]) {
    assert.equal(instantAt("2026-11-23", timeIn("2026-11-23T12:05:00Z", zone), zone), "2026-11-23T12:05:00.000Z")
  }
})

test("what the server says of a part of a stimulation stands at its field, in a correction too", () => {
  assert.equal(blockFieldOf("blocks.1.pulses", [4, 7]), "pulses-7")
  assert.equal(blockFieldOf("changes.blocks.0.target", [4, 7]), "target-4")
  assert.equal(blockFieldOf("blocks", [4, 7]), "target-4")
  assert.equal(blockFieldOf("changes.site_pain", [4]), "site_pain")
})

test("an empty field of a stimulation is not known, and no zero", () => {
  const block = blockFrom(
    { "target-1": " L DLPFC ", "intensity_percent_mt-1": "120", "pulses-1": "0", "ap_mm-1": "" },
    1,
  )
  assert.deepEqual([block.target, block.intensity_percent_mt, block.pulses, block.ap_mm, block.pattern], [
    "L DLPFC",
    120,
    0,
    null,
    null,
  ])
})
