import assert from "node:assert/strict"
import { test } from "node:test"
import { computed, effect, h, list, mount, onCleanup, scope, signal } from "../../static/js/dom.js"

/** The little of a document that the kit uses. */
class Node {
  constructor() {
    /** @type {Node[]} */
    this.childNodes = []
    /** @type {Node | null} */
    this.parentNode = null
  }
  get nextSibling() {
    const siblings = this.parentNode?.childNodes ?? []
    return siblings[siblings.indexOf(this) + 1] ?? null
  }
  /** @param {Node} child */
  appendChild(child) {
    return this.insertBefore(child, null)
  }
  /** @param {Node} child @param {Node | null} before @returns {Node} */
  insertBefore(child, before) {
    if (child instanceof Fragment) {
      for (const each of [...child.childNodes]) this.insertBefore(each, before)
      return child
    }
    child.remove()
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length
    this.childNodes.splice(at, 0, child)
    child.parentNode = this
    return child
  }
  /** @param {Node} child */
  removeChild(child) {
    child.remove()
  }
  remove() {
    this.parentNode?.childNodes.splice(this.parentNode.childNodes.indexOf(this), 1)
    this.parentNode = null
  }
  /** @param {...Node} children */
  replaceChildren(...children) {
    for (const each of [...this.childNodes]) each.remove()
    for (const each of children) this.appendChild(each)
  }
  /** @returns {string} */
  get textContent() {
    return this.childNodes.map((child) => child.textContent).join("")
  }
}

class Fragment extends Node {}

class Text extends Node {
  /** @param {string} words */
  constructor(words) {
    super()
    this.words = words
  }
  /** @override */
  get textContent() {
    return this.words
  }
}

class Element extends Node {
  /** @param {string} tag @param {string} [space] */
  constructor(tag, space = "html") {
    super()
    this.tag = tag
    this.space = space
    /** @type {Record<string, string>} */
    this.attributes = {}
    /** @type {Record<string, (event: object) => void>} */
    this.listeners = {}
    /** @type {Record<string, string>} */
    this.set = {}
    this.style = { setProperty: (/** @type {string} */ name, /** @type {string} */ value) => (this.set[name] = value) }
  }
  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes[name] = value
  }
  /** @param {string} name */
  removeAttribute(name) {
    delete this.attributes[name]
  }
  /** @param {string} name @param {() => void} listener */
  addEventListener(name, listener) {
    this.listeners[name] = listener
  }
}

Object.assign(globalThis, {
  Node,
  document: {
    createElement: (/** @type {string} */ tag) => new Element(tag),
    createElementNS: (/** @type {string} */ space, /** @type {string} */ tag) => new Element(tag, space),
    createTextNode: (/** @type {string} */ words) => new Text(words),
    createDocumentFragment: () => new Fragment(),
  },
})

/** @param {() => unknown} build @returns {{ place: any, unmount: () => void }} */
function mounted(build) {
  const place = /** @type {any} */ (new Element("main"))
  return { place, unmount: mount(place, build) }
}

test("an effect runs at once and after each change of what it read", () => {
  const count = signal(1)
  /** @type {number[]} */
  const seen = []
  const stop = effect(() => void seen.push(count.value))
  count.value = 2
  count.value = 2
  stop()
  count.value = 3
  assert.deepEqual(seen, [1, 2])
})

test("an effect follows only what it read last", () => {
  const left = signal("l"), right = signal("r"), useLeft = signal(true)
  /** @type {string[]} */
  const seen = []
  effect(() => void seen.push(useLeft.value ? left.value : right.value))
  useLeft.value = false
  left.value = "unseen"
  right.value = "seen"
  assert.deepEqual(seen, ["l", "r", "seen"])
})

test("a computed value is worked out only when read, and once for a change", () => {
  const count = signal(1)
  let worked = 0
  const double = computed(() => (worked++, count.value * 2))
  assert.equal(worked, 0)
  assert.equal(double.value + double.value, 4)
  count.value = 5
  assert.equal(double.peek(), 10)
  assert.equal(worked, 2)
})

test("who reads a computed value is left alone while it stays equal", () => {
  const count = signal(1)
  const isOdd = computed(() => count.value % 2 === 1)
  /** @type {boolean[]} */
  const seen = []
  effect(() => void seen.push(isOdd.value))
  count.value = 3
  count.value = 4
  assert.deepEqual(seen, [true, false])
})

test("nobody sees one half of a change: diamonds settle before effects run", () => {
  const count = signal(1)
  const one = computed(() => count.value + 1), ten = computed(() => count.value + 10)
  /** @type {number[]} */
  const seen = []
  effect(() => void seen.push(ten.value - one.value))
  count.value = 7
  assert.deepEqual(seen, [9, 9])
})

test("an effect that writes is followed by those that read it", () => {
  const celsius = signal(0), shown = signal("")
  /** @type {string[]} */
  const seen = []
  effect(() => void seen.push(shown.value))
  effect(() => void (shown.value = `${celsius.value} degrees`))
  celsius.value = 20
  assert.deepEqual(seen, ["", "0 degrees", "20 degrees"])
})

test("what an effect made ends before it runs again, and with its scope", () => {
  const count = signal(1)
  /** @type {string[]} */
  const log = []
  const { end } = scope(() =>
    effect(() => {
      const mine = count.value
      onCleanup(() => log.push(`end ${mine}`))
    })
  )
  count.value = 2
  end()
  count.value = 3
  assert.deepEqual(log, ["end 1", "end 2"])
})

test("text is only ever text, and nothing shows nothing", () => {
  const { place } = mounted(() => h("p", null, "<b>", 0, null, undefined, false, true, ["a", ["b"]]))
  assert.equal(place.textContent, "<b>0ab")
})

test("attributes come and go with their signals", () => {
  const open = signal(/** @type {boolean | null} */ (true))
  const { place } = mounted(() => h("p", { hidden: () => open.value, id: "x", class: ["a", false, "b"] }))
  assert.deepEqual(place.childNodes[0].attributes, { hidden: "", id: "x", class: "a b" })
  open.value = null
  assert.deepEqual(place.childNodes[0].attributes, { id: "x", class: "a b" })
})

test("value and checked are properties, styles are set one by one, listeners listen", () => {
  let clicks = 0
  const { place } = mounted(() =>
    h("input", { value: "5", checked: () => true, style: { "--part": 3 }, onclick: () => clicks++ })
  )
  const [input] = place.childNodes
  input.listeners.click()
  assert.deepEqual([input.value, input.checked, input.set, clicks], ["5", true, { "--part": "3" }, 1])
  assert.deepEqual(input.attributes, {})
})

test("drawings are made in their own namespace", () => {
  const { place } = mounted(() => h("svg", null, h("svg:title", null, "A line"), h("path", { d: "M0 0" })))
  const [drawing] = place.childNodes
  assert.deepEqual([drawing, ...drawing.childNodes].map(({ tag, space }) => [tag, space.includes("svg")]), [
    ["svg", true],
    ["title", true],
    ["path", true],
  ])
})

test("a region is rebuilt in its place and leaves its neighbours alone", () => {
  const name = signal("Ann")
  const { place } = mounted(() => h("p", null, "Hello ", () => h("b", null, name.value), "!"))
  const [hello] = place.childNodes[0].childNodes
  name.value = "Bea"
  assert.equal(place.textContent, "Hello Bea!")
  assert.equal(place.childNodes[0].childNodes[0], hello)
})

test("a region inside a region ends with it", () => {
  const outer = signal(1), inner = signal("a")
  let builds = 0
  const { place, unmount } = mounted(() => () => [outer.value, () => (builds++, inner.value)])
  outer.value = 2
  inner.value = "b"
  assert.equal(place.textContent, "2b")
  assert.equal(builds, 3)
  unmount()
  inner.value = "c"
  assert.equal(builds, 3)
  assert.equal(place.textContent, "")
})

test("what stands in a region is not run for a change that ends it", () => {
  const entry = signal(/** @type {{ mood: number } | null} */ ({ mood: 4 })), tick = signal(0)
  const isThere = computed(() => tick.value >= 0 && entry.value !== null)
  const moodOf = () => /** @type {{ mood: number }} */ (entry.value).mood
  const { place } = mounted(() => () => isThere.value ? moodOf : "nothing")
  tick.value = 1 // now what asks whether it is there reads the entry later than what shows it
  entry.value = null
  assert.equal(place.textContent, "nothing")
})

test("rows of a list keep their elements while their key stays", () => {
  const rows = signal([{ id: 1 }, { id: 2 }, { id: 3 }])
  /** @type {number[]} */
  const ended = []
  const { place, unmount } = mounted(() =>
    h(
      "ul",
      null,
      list(() => rows.value, ({ id }) => id, ({ id }) => {
        onCleanup(() => ended.push(id))
        return h("li", null, id)
      }),
    )
  )
  const [one, , three] = place.childNodes[0].childNodes
  rows.value = [{ id: 3 }, { id: 1 }, { id: 4 }]
  assert.equal(place.textContent, "314")
  assert.deepEqual([place.childNodes[0].childNodes[0], place.childNodes[0].childNodes[1]], [three, one])
  assert.deepEqual(ended, [2])
  unmount()
  assert.deepEqual(ended.sort(), [1, 2, 3, 4])
})

test("what is mounted while an effect runs does not become that effect's reading", () => {
  const count = signal(1)
  let mounts = 0
  effect(() => {
    mounts++
    mounted(() => h("p", null, String(count.value)))
  })
  count.value = 2
  assert.equal(mounts, 1)
})
