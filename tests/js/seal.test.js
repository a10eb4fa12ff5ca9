import assert from "node:assert/strict"
import { test } from "node:test"
import { isSealed, makeSeal, seal, unseal } from "../../static/js/sealed-store.js"

const entry = { note: "Schlecht geschlafen, \u{1f62a}", mood: { scale: "eleven", raw: 3 }, energy: null }

/** @param {CryptoKey} key @param {string} [place] */
const sealed = async (key, place = "rows/1") => ({ ...await seal(key, place, entry), by: "k" })

test("what was sealed opens to the same, and shows nothing of it before", async () => {
  const key = await makeSeal()
  const record = await sealed(key)
  assert.ok(isSealed(record))
  assert.ok(!new TextDecoder().decode(record.sealed).includes("mood"))
  assert.deepEqual(await unseal(key, "rows/1", record), entry)
})

test("the key can be used and never read", async () => {
  const key = await makeSeal()
  assert.equal(key.extractable, false)
  await assert.rejects(crypto.subtle.exportKey("raw", key))
})

test("no two records are sealed alike", async () => {
  const key = await makeSeal()
  assert.notDeepEqual((await sealed(key)).iv, (await sealed(key)).iv)
})

for (
  const [what, spoil] of /** @type {[string, (given: { key: CryptoKey, place: string, record: any }) => any][]} */ ([
    ["another key", async (given) => ({ ...given, key: await makeSeal() })],
    ["another place", (given) => ({ ...given, place: "rows/2" })],
    ["a changed bit", ({ record, ...given }) => {
      const bytes = new Uint8Array(record.sealed.slice(0))
      bytes[3] ^= 1
      return { ...given, record: { ...record, sealed: bytes.buffer } }
    }],
  ])
) {
  test(`with ${what} it does not open`, async () => {
    const key = await makeSeal()
    const { key: other, place, record } = await spoil({ key, place: "rows/1", record: await sealed(key) })
    await assert.rejects(unseal(other, place, record))
  })
}
