import assert from "node:assert/strict"
import { test } from "node:test"
import { sendUnkept } from "../../static/js/no-room.js"
import { flush, pause } from "../../static/js/outbox.js"

const now = () => new Date("2026-11-22T19:40:00Z")

/** @param {number} seq @param {object} [more] @returns {any} */
const job = (seq, more = {}) => ({
  id: `id-${seq}`,
  seq,
  kind: "check-in",
  base: null,
  recorded_at: "2026-11-22T19:00:00Z",
  deleted: false,
  content: { mood: { scale: "eleven", raw: seq % 11 } },
  state: "waiting",
  tried: false,
  ...more,
})

/** A store in memory that notes the revisions it was told. @param {any[]} jobs */
function storeOf(...jobs) {
  const kept = new Map(jobs.map((each) => [each.id, each]))
  /** @type {Record<string, number>} */
  const revs = {}
  return {
    kept,
    revs,
    jobs: () => Promise.resolve([...kept.values()]),
    /** @param {string[]} ids @param {(job: any) => any} decide */
    change(ids, decide) {
      for (const id of ids) {
        if (!kept.has(id)) continue
        const { job, rev } = decide(kept.get(id))
        if (job) kept.set(id, job)
        else kept.delete(id)
        if (rev !== null) revs[id] = rev
      }
      return Promise.resolve(ids.flatMap((id) => kept.get(id) ?? []))
    },
  }
}

/** @param {any} item @param {object} [more] */
const stored = (item, more = {}) => ({
  id: item.id,
  seq: item.seq,
  outcome: "stored",
  code: null,
  message: null,
  rev: 1,
  received_at: "2026-11-22T19:40:01Z",
  stored: null,
  ...more,
})

/** A clinic that notes what arrives and stores it, unless `judge` says otherwise. @param {(item: any) => object} [judge] */
function clinic(judge = stored) {
  /** @type {any[]} */
  const bodies = []
  return {
    bodies,
    send: (/** @type {any} */ body) => {
      bodies.push(body)
      return Promise.resolve({ items: body.items.map(judge), confirmed: 31 })
    },
  }
}

const problem = (/** @type {object} */ what) => ({
  kind: "refused",
  status: 0,
  code: "",
  message: "",
  retryAfter: null,
  ...what,
})

test("what the clinic stored leaves the outbox, in the order of saving", async () => {
  const store = storeOf(job(2), job(1))
  const { bodies, send } = clinic()
  const result = await flush({ store, send, now, owner: "pat", device: "phone-1" })
  assert.deepEqual(result, { outcome: "done", retryAfter: null, confirmed: 31, stored: 2 })
  assert.deepEqual(store.kept.size, 0)
  assert.deepEqual(store.revs, { "id-1": 1, "id-2": 1 })
  assert.deepEqual(bodies.map(({ items }) => items.map((/** @type {any} */ item) => item.seq)), [[1, 2]])
  const { schema, owner, device, sent_at } = bodies[0]
  assert.deepEqual([schema, owner, device, sent_at], [1, "pat", "phone-1", "2026-11-22T19:40:00.000Z"])
})

test("an item carries what the contract names and nothing else", async () => {
  const { bodies, send } = clinic()
  await flush({ store: storeOf(job(1)), send, now, owner: "o", device: "d" })
  assert.deepEqual(Object.keys(bodies[0].items[0]).sort(), [
    "base",
    "content",
    "deleted",
    "id",
    "kind",
    "recorded_at",
    "seq",
  ])
})

test("a deletion is sent without content", async () => {
  const { bodies, send } = clinic()
  await flush({ store: storeOf(job(1, { deleted: true })), send, now, owner: "o", device: "d" })
  assert.deepEqual(bodies[0].items[0].content, null)
})

test("a safety answer overtakes everything", async () => {
  const { bodies, send } = clinic()
  await flush({ store: storeOf(job(1), job(2, { kind: "safety-answer" })), send, now, owner: "o", device: "d" })
  assert.deepEqual(bodies[0].items.map((/** @type {any} */ item) => item.seq), [2, 1])
})

test("more than fifty go in several requests", async () => {
  const store = storeOf(...Array.from({ length: 120 }, (_, n) => job(n + 1)))
  const { bodies, send } = clinic()
  await flush({ store, send, now, owner: "o", device: "d" })
  assert.deepEqual(bodies.map(({ items }) => items.length), [50, 50, 20])
  assert.deepEqual(store.kept.size, 0)
})

for (
  const [what, thrown, outcome] of /** @type {[string, object, string][]} */ ([
    ["no network", { kind: "unreachable" }, "later"],
    ["a captive portal's page", { kind: "foreign", status: 200 }, "later"],
    ["a proxy's 404 page", { kind: "foreign", status: 404 }, "later"],
    ["too many requests", { status: 429 }, "later"],
    ["a server that is down", { status: 503 }, "later"],
    ["a session that is over", { status: 401 }, "sign-in"],
    ["a session of somebody else", { status: 409, code: "other-owner" }, "sign-in"],
  ])
) {
  test(`${what} keeps everything: ${outcome}`, async () => {
    const store = storeOf(job(1), job(2))
    let calls = 0
    const send = () => (calls++, Promise.reject(problem(thrown)))
    assert.deepEqual((await flush({ store, send, now, owner: "o", device: "d" })).outcome, outcome)
    assert.deepEqual([...store.kept.values()].map(({ state, tried }) => [state, tried]), [["waiting", true], [
      "waiting",
      true,
    ]])
    assert.deepEqual(calls, 1)
  })
}

test("the server's wish for patience is passed on", async () => {
  const send = () => Promise.reject(problem({ status: 429, retryAfter: 90 }))
  assert.deepEqual((await flush({ store: storeOf(job(1)), send, now, owner: "o", device: "d" })).retryAfter, 90)
})

for (
  const [what, answer] of /** @type {[string, any][]} */ ([
    ["other JSON", { ok: true }],
    ["nothing", null],
    ["answers to other ids", { items: [stored({ id: "stranger", seq: 1 })] }],
    ["an answer to an older seq", { items: [stored({ id: "id-1", seq: 0 })] }],
    ["an outcome nobody knows", { items: [stored({ id: "id-1", seq: 1 }, { outcome: "maybe" })] }],
  ])
) {
  test(`${what} with status 200 is not ours and removes nothing`, async () => {
    const store = storeOf(job(1))
    const result = await flush({ store, send: () => Promise.resolve(answer), now, owner: "o", device: "d" })
    assert.deepEqual([result.outcome, result.confirmed, store.kept.size], ["later", null, 1])
  })
}

test("an answer that leaves an item out keeps that item", async () => {
  const store = storeOf(job(1), job(2))
  const send = (/** @type {any} */ body) => Promise.resolve({ items: [stored(body.items[0])], confirmed: 1 })
  const result = await flush({ store, send, now, owner: "o", device: "d" })
  assert.deepEqual([result.outcome, [...store.kept.keys()]], ["later", ["id-2"]])
})

test("refused and conflicting items stay in sight and are not sent again", async () => {
  const store = storeOf(job(1), job(2), job(3))
  const { bodies, send } = clinic((item) =>
    item.seq === 1
      ? stored(item, { outcome: "refused", code: "future-day", message: "The day lies ahead." })
      : item.seq === 2
      ? stored(item, { outcome: "conflict", rev: 4, stored: { note: "from the other phone" } })
      : stored(item)
  )
  assert.deepEqual((await flush({ store, send, now, owner: "o", device: "d" })).outcome, "done")
  await flush({ store, send, now, owner: "o", device: "d" })
  assert.deepEqual(bodies.length, 1)
  const [refused, conflict] = store.kept.values()
  assert.deepEqual([refused.state, refused.code, refused.message], ["refused", "future-day", "The day lies ahead."])
  assert.deepEqual([conflict.state, conflict.stored], ["conflict", { note: "from the other phone" }])
  assert.deepEqual(store.revs["id-2"], 4)
})

for (
  const [what, meddle, sent] of /** @type {[string, (kept: Map<string, any>) => void, string[]][]} */ ([
    ["deleted", (kept) => kept.delete("id-1"), ["id-2 2"]],
    ["edited", (kept) => kept.set("id-1", job(3, { id: "id-1" })), ["id-2 2", "id-1 3"]],
  ])
) {
  test(`what was ${what} between the look at the outbox and its sending is not sent as it was`, async () => {
    const store = storeOf(job(1), job(2))
    const { bodies, send } = clinic()
    let looks = 0
    const jobs = async () => {
      const read = await store.jobs()
      if (++looks === 1) meddle(store.kept)
      return read
    }
    await flush({ store: { ...store, jobs }, send, now, owner: "o", device: "d" })
    assert.deepEqual(bodies.flatMap(({ items }) => items.map((/** @type {any} */ { id, seq }) => `${id} ${seq}`)), sent)
    assert.deepEqual(store.kept.size, 0)
  })
}

test("an edit made while the first version was under way is kept, and builds on what the clinic now has", async () => {
  const store = storeOf(job(1))
  const edit = job(2, { id: "id-1", content: { note: "second thoughts" } })
  /** @type {any[]} */
  const seen = []
  const send = (/** @type {any} */ body) => {
    if (seen.length === 0) store.kept.set("id-1", edit)
    seen.push(...body.items)
    return Promise.resolve({ items: body.items.map((/** @type {any} */ item) => stored(item, { rev: seen.length })) })
  }
  await flush({ store, send, now, owner: "o", device: "d" })
  assert.deepEqual(seen.map(({ seq, base }) => [seq, base]), [[1, null], [2, 1]])
  assert.deepEqual(store.kept.size, 0)
})

test("one item that the clinic will not take does not hold up the others", async () => {
  const store = storeOf(...Array.from({ length: 7 }, (_, n) => job(n + 1)))
  const send = (/** @type {any} */ body) =>
    body.items.some((/** @type {any} */ item) => item.seq === 5)
      ? Promise.reject(problem({ status: 422, code: "invalid", message: "Unknown field." }))
      : Promise.resolve({ items: body.items.map((/** @type {any} */ item) => stored(item)) })
  assert.deepEqual((await flush({ store, send, now, owner: "o", device: "d" })).outcome, "done")
  assert.deepEqual([...store.kept.values()].map(({ seq, state, message }) => [seq, state, message]), [[
    5,
    "problem",
    "Unknown field.",
  ]])
})

test("an item that the server trips over waits for its next version and lets the others pass", async () => {
  const store = storeOf(job(1), job(2), job(3))
  const send = (/** @type {any} */ body) =>
    body.items.some((/** @type {any} */ item) => item.seq === 1)
      ? Promise.reject(problem({ status: 500, code: "fault" }))
      : Promise.resolve({ items: body.items.map((/** @type {any} */ item) => stored(item)) })
  assert.deepEqual((await flush({ store, send, now, owner: "o", device: "d" })).outcome, "later")
  assert.deepEqual([...store.kept.values()].map(({ seq, state }) => [seq, state]), [[1, "waiting"]])
})

test("a broken server is left alone after a few tries", async () => {
  const store = storeOf(...Array.from({ length: 50 }, (_, n) => job(n + 1)))
  let calls = 0
  const send = () => (calls++, Promise.reject(problem({ status: 500 })))
  assert.deepEqual((await flush({ store, send, now, owner: "o", device: "d" })).outcome, "later")
  assert.ok(calls <= 10, `${calls} calls`)
  assert.deepEqual([...store.kept.values()].filter(({ state }) => state === "waiting").length, 50)
})

test("a fault of the page itself is not taken for a bad network", async () => {
  const send = () => Promise.reject(new TypeError("x is undefined"))
  const failed = await flush({ store: storeOf(job(1)), send, now, owner: "o", device: "d" }).catch((problem) =>
    problem.message
  )
  assert.deepEqual(failed, "x is undefined")
})

test("pauses grow with full jitter up to a quarter of an hour, and heed the server", () => {
  const most = () => 1
  assert.deepEqual([1, 2, 3, 4].map((n) => pause(n, null, most)), [2000, 4000, 8000, 16000])
  assert.deepEqual(pause(40, null, most), 900_000)
  assert.deepEqual(pause(3, null, () => 0), 0)
  assert.deepEqual(pause(1, 120, () => 0.5), 120_000)
})

for (
  const [what, judge, arrived] of /** @type {[string, (item: any) => any, boolean][]} */ ([
    ["stored", (item) => stored(item), true],
    ["refused", (item) => stored(item, { outcome: "refused" }), false],
    ["not answered", () => ({ ok: true }), false],
  ])
) {
  test(`what a full phone could not keep and the clinic has ${what} has ${arrived ? "" : "not "}arrived`, async () => {
    const { bodies, send } = clinic((item) => item.seq === 8 ? judge(item) : stored(item))
    const facts = ["a", "b"].map((id) => ({ id, kind: /** @type {const} */ ("check-in"), content: {}, base: null }))
    assert.equal(await sendUnkept(facts, { owner: "pat", device: "another", seq: 7, send, now }), arrived)
    assert.deepEqual(bodies[0].items.map((/** @type {any} */ { id, seq, deleted }) => [id, seq, deleted]), [
      ["a", 7, false],
      ["b", 8, false],
    ])
  })
}
