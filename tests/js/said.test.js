import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { post, Problem } from "../../static/js/api.js"
import { inReadersWords } from "../../static/js/said.js"
import { useSentences } from "../../static/js/translate.js"

/**
 * What the page makes of this answer of the server; files of sentences are read from this folder.
 *
 * @param {object} answer
 * @returns {Promise<Problem>}
 */
async function refused(answer) {
  const fetched = globalThis.fetch
  globalThis.fetch = (asked) =>
    Promise.resolve(
      asked instanceof URL
        ? new Response(readFileSync(fileURLToPath(asked), "utf8"))
        : new Response(JSON.stringify(answer), { status: 422 }),
    )
  try {
    await post("/api/patients", {})
  } catch (problem) {
    if (problem instanceof Problem) return problem
    throw problem
  } finally {
    globalThis.fetch = fetched
  }
  throw new Error("It was not refused.")
}

const FIELDS = {
  code: "invalid",
  message: "Some fields need another value.",
  details: {
    fields: {
      name: ["Fill this in, with at most 1200 characters."],
      sex: ["Words that nobody has translated."],
      rows: { 0: { grade: ["Give 0.5 or more."] } },
    },
    said: {
      name: [[{ key: "Fill-this-in-with-at-most-most-characters", values: { most: 1200 } }]],
      sex: [null],
      rows: { 0: { grade: [[{ key: "Give-least-or-more", values: { least: 0.5 } }]] } },
    },
  },
}

test("objections stand at their fields in the reader's language", async () => {
  useSentences({}, "de")
  const { message, details } = await refused(FIELDS)
  assert.equal(message, "Einige Felder brauchen einen anderen Wert.")
  assert.deepEqual(details.fields, {
    name: ["Bitte ausfüllen, mit höchstens 1.200 Zeichen."],
    sex: ["Words that nobody has translated."],
    rows: { 0: { grade: ["Geben Sie 0,5 oder mehr ein."] } },
  })
})

test("a refusal is said by its words, else by its code, else as the server wrote it", async () => {
  useSentences({}, "es")
  await refused(FIELDS) // fetches the sentences, as every refusal does
  const wrong = {
    code: "sign-in-failed",
    message: "This passkey does not open anything here. Use another one, or ask your clinic.",
  }
  assert.equal(
    (await refused({ ...wrong, details: {} })).message,
    "Esta clave no abre nada aquí. Use otra, o pregunte a su clínica.",
  )
  const unknown = { code: "not-found", message: "No such rabbit.", details: {} }
  assert.equal((await refused(unknown)).message, "Aquí no hay nada, o no tiene permiso para verlo.")
  assert.equal((await refused({ ...unknown, code: "rabbit" })).message, "No such rabbit.")
})

test("what is unusual is asked in the reader's language", async () => {
  useSentences({}, "de")
  const weekday = { said: [{ key: "Saturday", values: {} }] }
  const key = "on-is-a-weekday-and-no-session-is-planned-for-it"
  const trains = { trains: 60, pulses: 30, made: 1800, planned: 1750 }
  const parts = [{ key: "trains-trains-of-pulses-pulses-are-made-not-planned", values: trains }]
  const { details } = await refused({
    code: "unusual",
    message: "2026-11-07 is a Saturday, and no session is planned for it. Block 2: ...",
    details: {
      confirm: [
        {
          code: "weekend",
          sentence: "2026-11-07 is a Saturday, and no session is planned for it.",
          said: [{ key, values: { on: { day: "2026-11-07" }, weekday } }],
        },
        {
          code: "trains-differ-2",
          sentence: "Block 2: 60 trains of 30 pulses are 1,800, not 1,750.",
          said: [{ key: "Block-place-sentence", values: { place: 2, sentence: { said: parts } } }],
        },
      ],
    },
  })
  const asked = /** @type {{ sentence: string }[]} */ (details.confirm).map(({ sentence }) => sentence)
  assert.deepEqual(asked, [
    "Der 7. November 2026 ist ein Samstag, und für ihn ist keine Sitzung geplant.",
    "Block 2: 60 Züge mit 30 Impulsen sind 1.800, nicht 1.750.",
  ])
})

test("the server's own words stay for who reads English", async () => {
  useSentences({}, "en")
  assert.deepEqual((await refused(FIELDS)).details.fields, FIELDS.details.fields)
})

test("a sentence within a sentence, days and numbers follow the language", () => {
  useSentences({ "said.on-found": "Am {on}: {found}", "said.effect": "{effect}", "term.Headache": "Kopfschmerz" }, "de")
  const found = [{ said: [{ key: "effect", values: { effect: { term: "Headache" } } }] }, 2.5]
  const parts = [{ key: "on-found", values: { on: { day: "2026-11-03" }, found } }, "of long ago"]
  assert.equal(inReadersWords("English", parts), "Am 3. November 2026: Kopfschmerz, 2,5; of long ago")
  assert.equal(inReadersWords("English", [{ key: "nobody-wrote", values: {} }]), "English")
  assert.equal(inReadersWords("English", null), "English")
})
