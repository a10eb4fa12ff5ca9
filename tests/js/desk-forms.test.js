import assert from "node:assert/strict"
import { test } from "node:test"
import { Problem } from "../../static/js/api.js"
import { matching } from "../../static/js/pages/clinic/caseload.js"
import { errorsByField, newSending, numberOrNull, textOrNull } from "../../static/js/pages/clinic/forms.js"

/** @param {Record<string, unknown>} details */
const refusal = (details) => new Problem("refused", { status: 422, code: "invalid", message: "Look again.", details })

test("what the server objects to stands at each field, also inside lists", () => {
  assert.deepEqual(
    errorsByField({ name: ["Too short.", "Not a name."], blocks: { 1: { pulses: ["Not a number."] } } }),
    { name: "Too short. Not a name.", "blocks.1.pulses": "Not a number." },
  )
  assert.deepEqual(errorsByField(undefined), {})
})

test("a refusal tells its fields and its sentence, and the form can be sent again", async () => {
  const sending = newSending((name) => `${name}-1`)
  await sending.send(() => Promise.reject(refusal({ fields: { target: ["Missing."] } })))
  assert.deepEqual(sending.errors.peek(), { "target-1": "Missing." })
  assert.equal(sending.message.peek(), "Look again.")
  assert.equal(sending.busy.peek(), false)
  await sending.send(() => Promise.resolve())
  assert.deepEqual([sending.errors.peek(), sending.message.peek()], [{}, ""])
})

test("a rule that one field broke is told at that field", async () => {
  const sending = newSending()
  await sending.send(() => Promise.reject(refusal({ field: "on" })))
  assert.deepEqual(sending.errors.peek(), { on: "Look again." })
})

test("what the server finds unusual is told apart from what it refuses", async () => {
  const sending = newSending(), confirm = [{ code: "weekend", sentence: "That is a Sunday." }]
  const said = { status: 409, code: "unusual", message: "That is a Sunday.", details: { confirm } }
  await sending.send(() => Promise.reject(new Problem("refused", said)))
  assert.deepEqual(sending.doubts.peek(), confirm)
  await sending.send(() => Promise.reject(refusal({ field: "on" })))
  assert.deepEqual(sending.doubts.peek(), [])
})

test("a second press while the first is under way sends nothing", async () => {
  const sending = newSending()
  let sent = 0, done = () => {}
  const first = sending.send(() => {
    sent++
    return new Promise((resolve) => done = () => resolve(undefined))
  })
  await sending.send(() => {
    sent++
    return Promise.resolve()
  })
  done()
  await first
  assert.equal(sent, 1)
})

test("a fault of the page itself is not shown as the server's refusal", async () => {
  const sending = newSending()
  await assert.rejects(sending.send(() => Promise.reject(new TypeError("a fault"))), TypeError)
  assert.equal(sending.busy.peek(), false)
})

test("an empty field is no zero and no empty text", () => {
  assert.deepEqual([numberOrNull(""), numberOrNull("0"), numberOrNull("12.5"), numberOrNull(undefined)], [
    null,
    0,
    12.5,
    null,
  ])
  assert.deepEqual([textOrNull("  "), textOrNull(" a "), textOrNull(undefined)], [null, "a", null])
})

/** @param {string} name @param {string | null} number */
const row = (
  name,
  number,
) => /** @type {import("../../static/js/components/clinic/case-table.js").CaseRow} */ (/** @type {unknown} */ ({
  name,
  number,
}))

test("a row is found by parts of its name in any order, or by its number", () => {
  const rows = [row("Ada Albrecht", "D-001"), row("Carla Kowalski", "D-003"), row("Nobody", null)]
  assert.deepEqual(matching(rows, "alb AD").map(({ name }) => name), ["Ada Albrecht"])
  assert.deepEqual(matching(rows, "d-003").map(({ name }) => name), ["Carla Kowalski"])
  assert.equal(matching(rows, "  ").length, 3)
})
