import assert from "node:assert/strict"
import { test } from "node:test"
import { keptPages } from "../../static/js/kept-pages.js"

const dropped = /** @type {string[]} */ ([])
const page = (/** @type {string} */ name) => ({ name, drop: () => void dropped.push(name) })

test("a page is handed to its owner alone, and once", () => {
  const kept = keptPages(2)
  const adas = page("Ada's")
  kept.put("ada", adas)
  assert.equal(kept.take("ben"), undefined)
  assert.equal(kept.take("ada"), adas)
  assert.equal(kept.take("ada"), undefined)
})

test("there are only so many: a newer one of the same owner and the one that waits longest go", () => {
  const kept = keptPages(2)
  dropped.length = 0
  for (const [owner, name] of [["ada", "a1"], ["ben", "b1"], ["ada", "a2"], ["cem", "c1"]]) kept.put(owner, page(name))
  assert.deepEqual(dropped, ["a1", "b1"])
  assert.equal(kept.take("ben"), undefined)
  assert.deepEqual([kept.take("ada"), kept.take("cem")].map((each) => /** @type {any} */ (each).name), ["a2", "c1"])
})
