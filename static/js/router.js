/**
 * Paths to pages. A page is a module whose default export loads what it needs and then says how to build itself:
 *
 *     // js/pages/clinic/caseload.js
 *     export default async function caseload({ params, query }) {
 *       const { rows } = await get("/api/caseload")
 *       return { title: t("caseload.title"), view: () => deskLayout("caseload", h("h1", null, ...), ...) }
 *     }
 *
 * `view` runs inside the mount, so its effects end when the reader goes on. A page that throws a Problem while loading
 * gets the page for problems. Links are plain <a href>; `go(path)` is for code. `again()` loads the present page anew.
 * `setAside()` takes the present page away as it is, to be put back later.
 */
import { Problem } from "./api.js"
import { mount } from "./dom.js"

/** @typedef {{ params: Record<string, string>, query: URLSearchParams, path: string }} Place */
/** @typedef {{ title: string, view: () => unknown }} Page */
/** @typedef {(place: Place) => Promise<Page> | Page} PageLoader */
/** @typedef {{ path: string, load: () => Promise<{ default: PageLoader }> }} Route */

/** @type {(path: string, options?: { replace?: boolean }) => Promise<void>} goes to a path of the application */
export let go = () => Promise.resolve()
/** @type {() => Promise<void>} shows the present page anew, without moving the focus or the scroll position */
export let again = () => Promise.resolve()
/**
 * A page that was taken out of sight, with what was typed into it. One of the two is called, once.
 *
 * @typedef {{ putBack: () => void, drop: () => void }} SetAside
 */
/** @type {() => SetAside} takes the present page out of sight and keeps it; what is still loading never comes */
export let setAside = () => ({ putBack: () => {}, drop: () => {} })

/**
 * The route of a path and the values in it, or null.
 *
 * @template {{ path: string }} R
 * @param {R[]} routes with ":name" for a part that varies
 * @param {string} path
 * @returns {{ route: R, params: Record<string, string> } | null}
 */
export function match(routes, path) {
  for (const route of routes) {
    const names = /** @type {string[]} */ ([])
    const pattern = route.path.replace(/:(\w+)/g, (_, name) => (names.push(name), "([^/]+)"))
    const found = new RegExp(`^${pattern}/?$`).exec(path)
    if (found) {
      return { route, params: Object.fromEntries(names.map((name, n) => [name, plain(found[n + 1])])) }
    }
  }
  return null
}

/** A part of a path as it reads; as it stands where its escapes are broken, which no page then knows. @param {string} part */
function plain(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * Starts to follow the address bar.
 *
 * @param {Element} outlet
 * @param {() => Promise<Route[]>} routesNow asked at each step, since they differ by role
 * @param {{
 *   missing: PageLoader, broken: (problem: unknown) => Page, titled: (title: string) => string, prepare: () => Promise<void>
 * }} otherwise prepare: comes before each page
 * @returns {Promise<void>} when the first page stands
 */
export function startRouter(outlet, routesNow, { missing, broken, titled, prepare }) {
  let visit = 0

  /** @param {{ moved: boolean }} options moved: the reader went to another page */
  async function show({ moved }) {
    const mine = ++visit
    outlet.setAttribute("aria-busy", "true")
    let page = await loadPage(location.pathname, location.search)
    if (mine !== visit) return // the reader has gone on meanwhile
    unmount()
    try {
      unmount = mount(outlet, page.view)
    } catch (fault) {
      // A page that loads and then cannot be built must not leave the screen blank.
      page = broken(fault)
      unmount = mount(outlet, page.view)
    }
    outlet.removeAttribute("aria-busy")
    document.title = titled(page.title)
    if (moved) focusHeading(outlet)
  }

  /** @param {string} path @param {string} search @returns {Promise<Page>} */
  async function loadPage(path, search) {
    try {
      await prepare()
      const found = match(await codeOf(routesNow), path)
      const load = found ? (await codeOf(found.route.load)).default : missing
      return await load({ params: found?.params ?? {}, query: new URLSearchParams(search), path })
    } catch (problem) {
      return broken(problem)
    }
  }

  /** @type {(rest?: { empty?: boolean }) => void} */
  let unmount = () => {}
  go = (path, { replace = false } = {}) => {
    // "inside" tells a page that the one before it is ours too, so that "back" may go there.
    const state = { inside: replace ? history.state?.inside : true }
    history[replace ? "replaceState" : "pushState"](state, "", path)
    return show({ moved: true })
  }
  again = () => show({ moved: false })
  setAside = () => {
    visit++
    const content = document.createDocumentFragment(), end = unmount
    const { title } = document, path = location.pathname + location.search, { scrollY } = globalThis
    content.append(...outlet.childNodes)
    unmount = () => {}
    return {
      putBack() {
        visit++
        unmount()
        outlet.replaceChildren(content)
        unmount = end
        history.replaceState(history.state, "", path)
        document.title = title
        scrollTo(0, scrollY)
      },
      drop: () => end({ empty: false }),
    }
  }
  addEventListener("popstate", () => show({ moved: true }))
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null
    if (!link || !isOurs(link, event)) return
    event.preventDefault()
    go(link.pathname + link.search)
  })
  return show({ moved: false })
}

/**
 * What comes with a module. When that is gone from the server, this page is of an older version: it has to load anew.
 *
 * @template T
 * @param {() => Promise<T>} load
 */
export async function codeOf(load) {
  try {
    return await load()
  } catch (fault) {
    console.warn(fault)
    throw new Problem(navigator.onLine ? "outdated" : "unreachable")
  }
}

/** @param {HTMLAnchorElement} link @param {MouseEvent} event */
function isOurs(link, event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return false
  if (link.origin !== location.origin || link.target || link.hasAttribute("download") || link.hash) return false
  return link.pathname === "/" || link.pathname.startsWith("/app/") || link.pathname === "/help"
}

/** A screen reader then reads the new page's name, and the keyboard starts at its top. @param {Element} outlet */
function focusHeading(outlet) {
  scrollTo(0, 0)
  const heading = outlet.querySelector("h1")
  if (!heading) return
  heading.setAttribute("tabindex", "-1")
  heading.focus({ preventScroll: true })
}
