import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const tokens = readFileSync(fileURLToPath(new URL("../../static/css/tokens.css", import.meta.url)), "utf8")

test("a phone that cannot choose between light and dark has every light colour", () => {
  const light = [...tokens.matchAll(/(--[\w-]+): light-dark\((#\w+), #\w+\)/g)].map(([, name, value]) => [name, value])
  const [, fallback] = tokens.split("@supports not")
  const plain = [...fallback.matchAll(/(--[\w-]+): (#\w+);/g)].map(([, name, value]) => [name, value])
  assert.ok(light.length > 20)
  assert.deepEqual(plain, light)
})
