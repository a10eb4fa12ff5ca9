import assert from "node:assert/strict"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const STATIC = fileURLToPath(new URL("../../static/", import.meta.url))

/** @param {string} folder @returns {string[]} all modules below */
const modulesIn = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`
    return statSync(path).isDirectory() ? modulesIn(path) : name.endsWith(".js") ? [path] : []
  })

/** @type {Record<string, string | Record<string, string>>} */
const sentences = Object.assign(
  {},
  ...readdirSync(`${STATIC}locales`).filter((name) => /^en\b.*\.json$/.test(name)).map((name) =>
    JSON.parse(readFileSync(`${STATIC}locales/${name}`, "utf8"))
  ),
)
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
