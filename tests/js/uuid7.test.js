import assert from "node:assert/strict"
import { test } from "node:test"
import { uuid7 } from "../../static/js/uuid7.js"

test("an id is a UUID of version 7 that carries its moment", () => {
  const now = Date.parse("2026-11-22T19:40:00Z")
  const id = uuid7(now)
  assert.ok(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id), id)
  assert.deepEqual(parseInt(id.replaceAll("-", "").slice(0, 12), 16), now)
})

test("ids of a burst rise and differ, even when the clock steps back", () => {
  const start = Date.parse("2027-01-01T00:00:00Z")
  const ids = Array.from({ length: 5000 }, (_, n) => uuid7(start - (n % 3)))
  assert.deepEqual([...ids].sort(), ids)
  assert.deepEqual(new Set(ids).size, ids.length)
})

test("the largest chance does not spill into the moment", () => {
  const now = Date.parse("2028-01-01T00:00:00Z")
  const id = uuid7(now, new Uint8Array(10).fill(255))
  assert.deepEqual(parseInt(id.replaceAll("-", "").slice(0, 12), 16), now)
})
