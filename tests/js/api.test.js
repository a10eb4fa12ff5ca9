import assert from "node:assert/strict"
import { test } from "node:test"
import { Problem, read } from "../../static/js/api.js"

/** @param {number} status @param {string} text @param {Record<string, string>} [headers] */
function answered(status, text, headers = {}) {
  const answer = { status, ok: status < 300, headers: { get: (/** @type {string} */ name) => headers[name] ?? null } }
  try {
    return { value: read(answer, text) }
  } catch (problem) {
    assert.ok(problem instanceof Problem)
    const { kind, code, message, retryAfter } = problem
    return { kind, code, message, retryAfter }
  }
}

const REFUSAL = JSON.stringify({ code: "invalid", message: "Choose a mood.", details: {} })

for (
  const [what, status, text, expected] of /** @type {[string, number, string, any][]} */ ([
    ["JSON with a success", 200, '{"a":1}', { value: { a: 1 } }],
    ["no content", 204, "", { value: null }],
    ["our error shape", 422, REFUSAL, {
      kind: "refused",
      code: "invalid",
      message: "Choose a mood.",
      retryAfter: null,
    }],
    ["a hotel's sign-in page", 200, "<html>Welcome to our Wi-Fi", {
      kind: "foreign",
      code: "foreign",
      message: "",
      retryAfter: null,
    }],
    ["a proxy's error page", 502, "<html>Bad gateway", {
      kind: "foreign",
      code: "foreign",
      message: "",
      retryAfter: null,
    }],
    ["a proxy's JSON", 503, '{"error":"down"}', { kind: "foreign", code: "foreign", message: "", retryAfter: null }],
  ])
) {
  test(`${what} is told apart`, () => assert.deepEqual(answered(status, text), expected))
}

test("the wish for patience is read as seconds or as a date", () => {
  assert.equal(answered(429, REFUSAL, { "Retry-After": "90" }).retryAfter, 90)
  const soon = answered(503, "", { "Retry-After": new Date(Date.now() + 60_000).toUTCString() }).retryAfter ?? 0
  assert.ok(soon > 55 && soon <= 60, String(soon))
  assert.equal(answered(503, "", { "Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT" }).retryAfter, 0)
  assert.equal(answered(503, "", { "Retry-After": "soon" }).retryAfter, null)
})
