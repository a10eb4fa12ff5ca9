import assert from "node:assert/strict"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { LANGUAGES } from "../../static/js/translate.js"

const STATIC = fileURLToPath(new URL("../../static/", import.meta.url))

/** @param {string} folder @returns {string[]} all modules below */
const modulesIn = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`
    return statSync(path).isDirectory() ? modulesIn(path) : name.endsWith(".js") ? [path] : []
  })

/** @typedef {Record<string, string | Record<string, string>>} Sentences */

const files = readdirSync(`${STATIC}locales`)
/** @param {string} name @returns {Sentences} of one file of static/locales */
const readSentences = (name) => JSON.parse(readFileSync(`${STATIC}locales/${name}`, "utf8"))
const english = files.filter((name) => /^en\b.*\.json$/.test(name))

/** @type {Sentences} */
const sentences = Object.assign({}, ...english.map(readSentences))
const translations = Object.keys(LANGUAGES).filter((tag) => tag !== "en")
const modules = modulesIn(`${STATIC}js`).map((path) => ({ path, source: withoutComments(readFileSync(path, "utf8")) }))

/** @param {string} source */
function withoutComments(source) {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "")
}

/** @returns {{ key: string, path: string }[]} keys written out in calls of t, also both sides of a choice */
const written = modules.flatMap(({ path, source }) =>
  [...source.matchAll(/\bt\(\s*((?:[^()"`]|\([^()]*\))*?)?"([\w.-]+)"(?:\s*:\s*"([\w.-]+)")?/g)].flatMap((
    [, , one, two],
  ) => [one, two].filter(Boolean).map((key) => ({ key, path })))
)
/** Keys with a part that varies, as t(`grade.${grade}`) */
const patterns = modules.flatMap(({ path, source }) =>
  [...source.matchAll(/`([a-z-]+(?:\.[\w-]+)*\.)\$\{[^}]+\}([\w.-]*)`/g)].map(([, start, end]) => ({
    start,
    end,
    path,
  }))
)

test("every sentence that a page asks for is there", () => {
  assert.ok(written.length > 50)
  assert.deepEqual(written.filter(({ key }) => !(key in sentences)), [])
})

test("keys that are put together match at least one sentence", () => {
  const keys = Object.keys(sentences)
  const lost = patterns.filter(({ start, end }) => !keys.some((key) => key.startsWith(start) && key.endsWith(end)))
  assert.deepEqual(lost, [])
})

test("no sentence is left over", () => {
  const all = modules.map(({ source }) => source).join("\n")
  const unused = Object.keys(sentences).filter((key) =>
    !all.includes(`"${key}"`) && !patterns.some(({ start, end }) => key.startsWith(start) && key.endsWith(end))
  )
  assert.deepEqual(unused, [])
})

test("a sentence in forms has the one for all other counts", () => {
  const without = Object.entries(sentences).filter(([, entry]) => typeof entry === "object" && !entry.other)
  assert.deepEqual(without, [])
})

/** @param {string | Record<string, string>} entry @returns {string[]} names in braces, of every form */
const holesOf = (entry) =>
  [
    ...new Set(
      Object.values(typeof entry === "string" ? { entry } : entry).flatMap((form) => form.match(/\{\w+\}/g) ?? []),
    ),
  ]
    .sort()

test("the languages that can be chosen are those that have files", () => {
  const tags = new Set(files.map((name) => name.split(".")[0]))
  assert.deepEqual([...tags].sort(), Object.keys(LANGUAGES).sort())
})

for (const tag of translations) {
  for (const file of english) {
    const name = file.replace("en", tag)
    const originals = readSentences(file)
    const translated = files.includes(name) ? readSentences(name) : {}

    test(`${name} has the sentences of ${file}, and no other`, () => {
      assert.deepEqual(Object.keys(originals).filter((key) => !Object.hasOwn(translated, key)), [], "missing")
      assert.deepEqual(Object.keys(translated).filter((key) => !Object.hasOwn(originals, key)), [], "left over")
    })

    test(`${name} has the holes of ${file}, and the plural forms of its language`, () => {
      const common = Object.keys(originals).filter((key) => Object.hasOwn(translated, key))
      assert.deepEqual(common.filter((key) => String(holesOf(originals[key])) !== String(holesOf(translated[key]))), [])
      // A form for a number too large for any list here, such as Spanish "many", falls back to "other".
      const forms = new Set([0, 1, 2, 3, 5, 11, 21, 100].map((count) => new Intl.PluralRules(tag).select(count)))
      const unfit = common.filter((key) => {
        const [entry, original] = [translated[key], originals[key]]
        if (typeof entry === "string") return typeof original !== "string"
        return typeof original === "string" || String(Object.keys(entry).sort()) !== String([...forms].sort())
      })
      assert.deepEqual(unfit, [])
    })
  }

  test(`no sentence of ${tag} is empty or has spaces around it`, () => {
    const texts = files.filter((name) => name.startsWith(`${tag}.`)).flatMap((name) =>
      Object.entries(readSentences(name)).flatMap(([key, entry]) =>
        Object.values(typeof entry === "string" ? { entry } : entry).map((text) => ({ key, text }))
      )
    )
    const empty = ["access.role.system"] // where a name says enough
    assert.deepEqual(texts.filter(({ key, text }) => text !== text.trim() || (!text && !empty.includes(key))), [])
  })
}
