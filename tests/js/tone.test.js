// Nothing that a patient reads scolds, praises, counts days in a row or puts a label on them; no colour judges a mood.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const STATIC = fileURLToPath(new URL("../../static/", import.meta.url))
const OF_STAFF = /^en\.(clinic|account|access)/
const JUDGES =
  /streak|in a row|you missed|missed days?|forgot|don.t forget|you should have|failed to log|great|well done|good job|keep it up|congratulations|severe|moderate|abnormal|disorder|you are (getting )?(worse|better)|compared (to|with) others/i

test("no sentence for patients scolds, praises or labels", () => {
  const names = readdirSync(`${STATIC}locales`).filter((name) => /^en\b.*\.json$/.test(name) && !OF_STAFF.test(name))
  assert.ok(names.includes("en.json") && names.includes("en.day.json"))
  const told = names.flatMap((name) =>
    Object.entries(JSON.parse(readFileSync(`${STATIC}locales/${name}`, "utf8"))).filter(([, words]) =>
      JUDGES.test(JSON.stringify(words))
    )
  )
  assert.deepEqual(told, [])
})

test("the patient's pages know neither the red nor the amber of alerts, but for what went wrong with a form", () => {
  const styles = ["patient.css", "base.css", "further.css"].map((name) => readFileSync(`${STATIC}css/${name}`, "utf8"))
    .join("\n")
  const rules = [...styles.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector, body]) => ({ selector, body }))
  const loud = rules.filter(({ body }) => /--brick|--amber|--effect|\bred\b|#[0-9a-f]{3,8}/i.test(body))
  assert.deepEqual(loud.map(({ selector }) => selector.trim()), [".problem"])
})

test("every mood has the same colours: they stand in no rule of its own", () => {
  const source = ["mood-scale.js", "tiles.js", "mood-chart.js", "line-chart.js"]
    .map((name) => readFileSync(`${STATIC}js/components/${name}`, "utf8")).join("\n")
  assert.doesNotMatch(source, /style:|brick|amber|fill:|#[0-9a-f]{6}/i)
})
