import assert from "node:assert/strict"
import { test } from "node:test"
import { Problem } from "../../static/js/api.js"
import { newDeed } from "../../static/js/deed.js"

test("a deed that fails says so, whatever went wrong, and can be tried again", async () => {
  const deed = newDeed()
  await deed.attempt(() => Promise.reject(new Problem("refused", { message: "No." })))
  assert.equal(deed.problem.peek(), "No.")
  const broken = new DOMException("Internal error.", "UnknownError") // such as of the phone's own storage
  await assert.rejects(deed.attempt(() => Promise.reject(broken)), broken)
  assert.equal(deed.problem.peek(), "problem.fault.text")
  assert.equal(deed.busy.peek(), false)
  await deed.attempt(() => Promise.resolve())
  assert.equal(deed.problem.peek(), "")
})
