import assert from "node:assert/strict"
import { test } from "node:test"
import { day, languageFor, LANGUAGES, number, t, useSentences } from "../../static/js/translate.js"

for (
  const { wishes, language } of [
    { wishes: ["en-GB"], language: "en" },
    { wishes: [null, undefined, "", "es"], language: "es" },
    { wishes: ["de-AT", "en"], language: "de" },
    { wishes: ["fr", "en-US"], language: "en" },
    { wishes: ["fr-CA", "zh"], language: "en" }, // there are no sentences in either
    { wishes: ["toString"], language: "en" },
    { wishes: [], language: "en" },
  ]
) {
  test(`who wishes ${JSON.stringify(wishes)} reads ${language}`, () => assert.equal(languageFor(wishes), language))
}

test("every language can write days and numbers", () => {
  for (const tag of Object.keys(LANGUAGES)) {
    assert.deepEqual(Intl.DateTimeFormat.supportedLocalesOf([tag]), [tag])
  }
})

test("sentences, days and numbers follow the language", () => {
  const said = { waits: { one: "Ein Eintrag", other: "{count} Einträge" } }
  useSentences(said, "de")
  assert.equal(t("waits", { count: 1 }), "Ein Eintrag")
  assert.equal(t("waits", { count: 12345 }), "12.345 Einträge")
  assert.equal(number(0.5), "0,5")
  assert.equal(day("2026-11-23"), "Montag, 23. November")
  useSentences(said, "es")
  assert.equal(day("2026-11-23"), "lunes, 23 de noviembre")
  useSentences({}, "en")
})

test("an unknown key shows itself", () => assert.equal(t("no.such"), "no.such"))
