/**
 * The element and signal kit: values that know who reads them, and elements that follow values.
 *
 *     import { computed, effect, h, list, mount, onCleanup, signal } from "./dom.js"
 *
 *     const count = signal(0)                          // count.value reads, count.value = 1 writes, count.peek() reads unseen
 *     const double = computed(() => count.value * 2)   // lazy; double.value
 *     effect(() => console.log(double.value))          // runs now, and after each change of what it read
 *
 *     const view = () =>
 *       h("section", { class: "card", hidden: () => count.value > 9 },   // a function as a value follows its signals
 *         h("h2", null, "Sessions"),
 *         h("button", { type: "button", onclick: () => count.value++ }, "One more"),   // on... is a listener
 *         h("p", null, () => `Twice is ${double.value}`),                // a function as a child: a region that is rebuilt
 *         h("svg", { viewBox: "0 0 9 9", role: "img", "aria-label": "dot" }, h("circle", { cx: 4, cy: 4, r: 2 })),
 *         list(() => rows.value, (row) => row.id, (row) => h("li", null, row.name)))   // keyed: a kept key keeps its element
 *
 *     const unmount = mount(document.querySelector("#app"), view)        // replaces what was there; unmount() ends its effects
 *
 * - Attributes: null, undefined and false remove, true sets an empty one. `value`, `checked`, `selected` and
 *   `indeterminate` are set as properties. `class` takes a string or an array (falsy entries drop out).
 *   `style` takes an object ({ "--part": 3 }): the content security policy forbids the attribute.
 * - Children: text, numbers, nodes, arrays, functions; null, undefined and booleans show nothing. Text is only ever text.
 * - Effects and regions belong to the mount, region or list row they were made in, and end with it. Register more with
 *   `onCleanup(() => clearInterval(timer))` while building. After an `await` nobody owns what you make: load first, then
 *   build (a page does: see router.js).
 * - A region is rebuilt whenever a signal that it read changes, which loses focus inside it: keep regions small and let
 *   attributes follow signals instead.
 */

/** @typedef {{ mark: () => void, rerun: () => void, stale: boolean, order: number, sources: Map<Source, number> }} Reader */
/** @typedef {{ readers: Set<Reader>, version: number, refresh: () => void }} Source */
/** @template T @typedef {{ value: T, peek: () => T }} Signal */
/** @template T @typedef {{ readonly value: T, peek: () => T }} Computed */
/** @typedef {unknown} Child text, number, node, array, function, or nothing */

/** @type {Reader | null} who is being evaluated, and therefore subscribes to what it reads */
let reading = null
/** @type {(() => void)[] | null} where cleanups of what is being built are collected */
let owned = null
/** @type {Set<Reader>} effects to run once the present write is done */
const due = new Set()
let flushing = false
let made = 0

/** @param {Source} source */
function follow(source) {
  if (!reading) return
  source.readers.add(reading)
  reading.sources.set(source, source.version)
}

/** @param {Source} source */
function markReaders(source) {
  for (const reader of [...source.readers]) reader.mark()
}

function flush() {
  if (flushing) return
  flushing = true
  try {
    // In the order they were made: a region comes before what stands in it, which it may be about to end.
    while (due.size > 0) {
      const reader = [...due].reduce((first, next) => (next.order < first.order ? next : first))
      due.delete(reader)
      reader.rerun()
    }
  } finally {
    flushing = false
  }
}

/** @param {Reader} reader @returns whether a source of it really has another value than when it was read */
function sourcesMoved(reader) {
  for (const [source, version] of reader.sources) {
    source.refresh()
    if (source.version !== version) return true
  }
  return false
}

/** @param {Reader} reader */
function forget(reader) {
  for (const source of reader.sources.keys()) source.readers.delete(reader)
  reader.sources.clear()
}

/** @template T @param {Reader} reader @param {() => T} work @returns {T} */
function evaluate(reader, work) {
  forget(reader)
  const before = reading
  reading = reader
  try {
    return work()
  } finally {
    reading = before
  }
}

/**
 * A value that effects, computed values and elements can follow. Writing an equal value (Object.is) does nothing.
 *
 * @template T
 * @param {T} value
 * @returns {Signal<T>}
 */
export function signal(value) {
  /** @type {Source} */
  const source = { readers: new Set(), version: 0, refresh: () => {} }
  return {
    get value() {
      follow(source)
      return value
    },
    set value(next) {
      if (Object.is(next, value)) return
      value = next
      source.version++
      markReaders(source)
      flush()
    },
    peek: () => value,
  }
}

/**
 * A value made from others, worked out when it is read and kept until one of them changes.
 *
 * @template T
 * @param {() => T} work
 * @returns {Computed<T>}
 */
export function computed(work) {
  /** @type {T} */
  let value
  /** @type {Source} */
  const source = { readers: new Set(), version: 0, refresh }
  /** @type {Reader} */
  const reader = {
    stale: true,
    order: 0, // it is worked out by its readers, never by turn
    sources: new Map(),
    rerun: () => {},
    mark() {
      if (reader.stale) return
      reader.stale = true
      markReaders(source)
    },
  }
  function refresh() {
    if (!reader.stale) return
    if (source.version > 0 && !sourcesMoved(reader)) {
      reader.stale = false
      return
    }
    const next = evaluate(reader, work)
    reader.stale = false
    if (source.version === 0 || !Object.is(next, value)) {
      value = next
      source.version++
    }
  }
  return {
    get value() {
      refresh()
      follow(source)
      return value
    },
    peek() {
      refresh()
      return value
    },
  }
}

/**
 * Runs `work` now and after every change of a signal it read; what it registered with onCleanup ends before each run.
 *
 * @param {() => void} work
 * @returns {() => void} ends it
 */
export function effect(work) {
  let end = () => {}
  let alive = true
  /** @type {Reader} */
  const reader = {
    stale: false,
    order: made++,
    sources: new Map(),
    mark: () => void due.add(reader),
    rerun() {
      if (alive && sourcesMoved(reader)) again()
    },
  }
  function again() {
    end()
    evaluate(reader, () => void (end = scope(work).end))
  }
  const stop = () => {
    alive = false
    due.delete(reader)
    forget(reader)
    end()
  }
  again()
  onCleanup(stop)
  return stop
}

/**
 * Runs `build` and collects what it owns.
 *
 * @template T
 * @param {() => T} build
 * @returns {{ result: T, end: () => void }}
 */
export function scope(build) {
  const before = owned
  /** @type {(() => void)[]} */
  const mine = []
  owned = mine
  try {
    const result = build()
    return { result, end: () => mine.splice(0).reverse().forEach((done) => done()) }
  } finally {
    owned = before
  }
}

/** Runs `done` when what is being built goes away. @param {() => void} done */
export function onCleanup(done) {
  owned?.push(done)
}

/** Runs `work` without following what it reads. @template T @param {() => T} work @returns {T} */
export function unseen(work) {
  const before = reading
  reading = null
  try {
    return work()
  } finally {
    reading = before
  }
}

/**
 * @template T
 * @typedef {{ readonly value: T | null, readonly isLost: boolean, ask: () => void }} Later value: null until it is there;
 *   isLost: the last try failed, and asking again tries again
 */

/**
 * What only some days need, such as code and words, fetched when it is asked for: the first screen stays small.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Later<T>}
 */
export function later(load) {
  const found = signal(/** @type {T | null} */ (null)), lost = signal(false)
  let asked = false
  return {
    get value() {
      return found.value
    },
    get isLost() {
      return lost.value
    },
    ask() {
      if (asked) return
      asked = true
      lost.value = false
      load().then((what) => (found.value = what), (fault) => {
        console.warn(fault)
        asked = false
        lost.value = true
      })
    },
  }
}

// Names that HTML has too (a, title, style) are left to HTML: prefix them, "svg:title".
const SVG_TAGS = new Set(
  "svg g path line polyline polygon rect circle ellipse text tspan defs clipPath marker pattern symbol use desc".split(
    " ",
  ),
)
const PROPERTIES = new Set(["value", "checked", "selected", "indeterminate"])

/**
 * @template {string} T
 * @typedef {T extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[T]
 *   : T extends keyof SVGElementTagNameMap ? SVGElementTagNameMap[T] : Element} ElementOf
 */

/**
 * An element with attributes, listeners and children; see the top of this file.
 *
 * @template {string} T
 * @param {T} tag
 * @param {Record<string, unknown> | null} [props]
 * @param {...Child} children
 * @returns {ElementOf<T>}
 */
export function h(tag, props, ...children) {
  const svg = SVG_TAGS.has(tag) || tag.startsWith("svg:")
  const element = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.replace("svg:", ""))
    : document.createElement(tag)
  // Children first: a <select> can only take its value once its options are there.
  append(element, children)
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    else if (typeof value === "function") effect(() => assign(element, name, value()))
    else assign(element, name, value)
  }
  return /** @type {ElementOf<T>} */ (element)
}

/** @param {Element} element @param {string} name @param {unknown} value */
function assign(element, name, value) {
  if (name === "class" && Array.isArray(value)) value = value.filter(Boolean).join(" ") || null
  if (PROPERTIES.has(name)) Object.assign(element, { [name]: value ?? "" })
  else if (name === "style") {
    const { style } = /** @type {HTMLElement} */ (element)
    for (const [property, setting] of Object.entries(value ?? {})) style.setProperty(property, String(setting))
  } else if (value === null || value === undefined || value === false) element.removeAttribute(name)
  else element.setAttribute(name, value === true ? "" : String(value))
}

/** @param {Node} parent @param {Child} child */
function append(parent, child) {
  if (child === null || child === undefined || typeof child === "boolean") return
  if (Array.isArray(child)) child.forEach((each) => append(parent, each))
  else if (typeof child === "function") appendRegion(parent, /** @type {() => Child} */ (child))
  else if (child instanceof Node) parent.appendChild(child)
  else parent.appendChild(document.createTextNode(String(child)))
}

/**
 * A part of the children that is rebuilt when its signals change, kept between two empty text nodes. They travel with
 * the region when the fragment it was built in is put elsewhere, so the region always finds its place.
 *
 * @param {Node} parent
 * @param {() => Child} build
 */
function appendRegion(parent, build) {
  const first = document.createTextNode("")
  const last = document.createTextNode("")
  parent.appendChild(first)
  parent.appendChild(last)
  effect(() => {
    const content = document.createDocumentFragment()
    append(content, build())
    while (first.nextSibling && first.nextSibling !== last) first.nextSibling.remove()
    last.parentNode?.insertBefore(content, last)
  })
}

/**
 * Children for a changing list: a row is built once for each key and moved, not rebuilt, while its key stays.
 *
 * @template T
 * @param {() => T[]} rows
 * @param {(row: T) => unknown} keyOf
 * @param {(row: T) => Node} build
 * @returns {Node} to be given to h as a child
 */
export function list(rows, keyOf, build) {
  const place = document.createDocumentFragment()
  const last = document.createTextNode("")
  place.appendChild(last)
  /** @type {Map<unknown, { result: Node, end: () => void }>} */
  let kept = new Map()
  effect(() => {
    const now = new Map()
    for (const row of rows()) {
      const key = keyOf(row)
      now.set(key, kept.get(key) ?? unseen(() => scope(() => build(row))))
    }
    for (const [key, row] of kept) {
      if (now.has(key)) continue
      row.end()
      row.result.parentNode?.removeChild(row.result)
    }
    kept = now
    // Backwards, and only what is out of place: moving an element takes its focus away.
    /** @type {Node} */
    let next = last
    for (const row of [...now.values()].reverse()) {
      if (row.result.nextSibling !== next) last.parentNode?.insertBefore(row.result, next)
      next = row.result
    }
  })
  onCleanup(() => kept.forEach((row) => row.end()))
  return place
}

/**
 * Puts what `build` returns into `place`, instead of what was there.
 *
 * @param {Element} place
 * @param {() => Child} build
 * @returns {(rest?: { empty?: boolean }) => void} ends its effects and empties the place, unless something else is in it
 */
export function mount(place, build) {
  const content = document.createDocumentFragment()
  const { end } = scope(() => unseen(() => append(content, build())))
  place.replaceChildren(content)
  return ({ empty = true } = {}) => {
    end()
    if (empty) place.replaceChildren()
  }
}
