/**
 * The lock over a staff page: whoever comes by an unattended desk sees nothing and can do nothing.
 *
 * The page stays beneath as it was, half-filled forms included, and is shown again to the same person only; anybody
 * else who signs in gets a page of their own. The session itself ends at the clinic's server too, so that the lock is
 * more than a curtain. On a tablet that staff share, what was typed waits in the memory of this tab for whoever typed
 * it, while others work; elsewhere it goes with the page. It comes down
 *
 * - when nothing was typed, touched or moved for as long as the clinic set (`idle_minutes` of /api/me), in all tabs,
 * - when the server says that the session is over, in the middle of whatever was being done,
 * - when `lock()` is called.
 */
import "./further-style.js"
import { changeSeats, get, onSignedOut, post, Problem } from "./api.js"
import { h, mount, signal } from "./dom.js"
import { halfFilled } from "./half-filled.js"
import { keptPages } from "./kept-pages.js"
import { again, go, setAside } from "./router.js"
import { homeOf } from "./routes.js"
import { forgetSession, me, remember } from "./session.js"
import { prepareSignIn, signInForm } from "./sign-in.js"
import { t } from "./translate.js"

/** @typedef {import("./session.js").Me} Me */

/** Whether the page is covered. */
export const locked = signal(false)

const LOOK = 5_000 // milliseconds between looks at the clock
const WARNING = 60_000 // milliseconds before, when it says that it will lock
const PING = 120_000 // milliseconds between words to the server that somebody is here, who may be filling in a long form
const ACTIVE = "lodestone.active" // when somebody did something, in whichever tab
const MOST_KEPT = 4 // pages of people who come back to them
const DEEDS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]

let lastDeed = 0
let lastPing = 0
let reload = false
/** @type {Element | null} the page into which something was typed */
let typedInto = null
let updatesGoOn = () => {}
const kept = /** @type {ReturnType<typeof keptPages<ReturnType<typeof waitingPage>>>} */ (keptPages(MOST_KEPT))
/** @type {(() => void) | null} */
let endWarning = null
/** @type {import("./sign-in.js").SignInModule[]} */
let modules = []

/** @type {Promise<void> | null} */
let started = null

/** Watches over this page for a member of staff. Called again, it only waits until it can lock. */
export const startLock = () => started ??= start()

async function start() {
  lastDeed = lastPing = Date.now()
  for (const deed of DEEDS) addEventListener(deed, note, { capture: true, passive: true })
  for (const typed of ["input", "change"]) outlet().addEventListener(typed, noteTyping)
  new MutationObserver(() => {
    if (typedInto !== outlet().firstElementChild) updatesGoOn()
  }).observe(outlet(), { childList: true })
  document.addEventListener("visibilitychange", look) // a lid that was shut stopped the clock
  setInterval(look, LOOK)
  // A browser keeps a page that was left, to go back to it: on a tablet somebody else goes back.
  addEventListener("pagehide", () => {
    if (me.peek()?.tablet) document.documentElement.classList.add("locked")
  })
  addEventListener("pageshow", (event) => {
    if (/** @type {PageTransitionEvent} */ (event).persisted && me.peek()?.tablet) location.reload()
  })
  onSignedOut(() => {
    if (isStaff()) cover()
  })
  // Now, since there may be no connection when it is needed.
  modules = await prepareSignIn()
}

const outlet = () => /** @type {Element} */ (document.querySelector("#app"))

const isStaff = () => !!me.peek() && me.peek()?.role !== "patient"

function note() {
  const now = Date.now()
  if (now - lastDeed > 1_000) {
    try {
      localStorage.setItem(ACTIVE, String(now))
    } catch {
      // Without storage each tab counts for itself.
    }
  }
  lastDeed = now
  endWarning?.()
}

/** A new version waits until this page goes. Nobody is asked about leaving it: what was typed may be saved by then. */
function noteTyping() {
  const page = outlet().firstElementChild
  if (typedInto === page) return
  updatesGoOn()
  typedInto = page
  updatesGoOn = halfFilled("a form", { asks: false })
}

/** The last deed in whichever tab. */
function newestDeed() {
  try {
    return Math.max(lastDeed, Number(localStorage.getItem(ACTIVE)))
  } catch {
    return lastDeed
  }
}

function look() {
  const minutes = me.peek()?.idle_minutes
  if (!minutes || !isStaff() || locked.peek()) return
  const now = Date.now(), still = now - newestDeed()
  if (still >= minutes * 60_000) return lock()
  if (still >= minutes * 60_000 - WARNING) return warn()
  endWarning?.()
  if (now - lastPing > PING && newestDeed() > lastPing) {
    lastPing = now
    get("/api/me").catch(() => {}) // no answer now: the next request says what is wrong
  }
}

function warn() {
  if (endWarning) return
  const place = /** @type {Element} */ (document.querySelector("#notices"))
  const unmount = mount(place, () =>
    h(
      "div",
      { class: "notice", role: "status" },
      h("span", null, t("lock.soon")),
      h("button", { class: "button", type: "button", onclick: note }, t("lock.stay")),
    ))
  endWarning = () => {
    endWarning = null
    unmount()
  }
}

/** Covers the page and ends the session at the clinic. */
export async function lock() {
  cover()
  // No answer: then the server ends the session by itself, since nothing more is heard of it.
  await post("/api/lock", {}).catch((problem) => {
    if (!(problem instanceof Problem)) throw problem
  })
}

/** Covers a page that could not be loaded because the session is over, and loads it for whoever signs in. */
export async function lockAndReload() {
  reload = true
  await startLock()
  cover()
}

function cover() {
  const owner = me.peek()
  if (locked.peek() || !owner) return
  endWarning?.()
  locked.value = true
  document.documentElement.classList.add("locked")
  const { title } = document // it may name a patient
  document.title = `${t("lock.title")} · Lodestone`
  const before = /** @type {HTMLElement | null} */ (document.activeElement)
  const dialog = h("dialog", { class: "lock", "aria-labelledby": "lock-title" })
  // Escape closes a dialog; this one only opens to somebody who is signed in.
  dialog.addEventListener("cancel", (event) => event.preventDefault())
  dialog.addEventListener("close", () => dialog.isConnected && dialog.showModal())
  const unmount = mount(dialog, () => view(owner, entered))
  document.body.append(dialog)
  dialog.showModal()

  /** @param {Me} fresh */
  async function entered(fresh) {
    const same = fresh.person_id === owner?.person_id && fresh.clinic.id === owner?.clinic.id &&
      fresh.role === owner?.role
    if (!same && !fresh.tablet) return location.assign(homeOf(fresh.role)) // with this page goes what its owner typed
    const moved = same ? null : changeStaff(/** @type {Me} */ (owner), fresh, dialog)
    remember(fresh)
    lastDeed = lastPing = Date.now()
    if (moved) await moved()
    else document.title = title
    unmount()
    dialog.remove()
    document.documentElement.classList.remove("locked")
    locked.value = false
    if (same) before?.focus?.()
    if (reload) {
      reload = false
      await again()
    }
  }
}

/** @param {Me} person */
const seatOf = ({ person_id, clinic, role }) => [clinic.id, person_id, role].join(" ")

/**
 * One after another at the same tablet: what the first one typed is put where only they get it back.
 *
 * @param {Me} owner
 * @param {Me} fresh
 * @param {HTMLDialogElement} lockDialog
 * @returns {() => Promise<void> | void} shows what is the other one's
 */
function changeStaff(owner, fresh, lockDialog) {
  reload = false
  changeSeats()
  // A question that is open belongs to whoever was asked, and must not stand over another's page.
  for (const open of document.querySelectorAll("dialog")) if (open !== lockDialog) open.close()
  const isHalfFilled = typedInto !== null && typedInto === outlet().firstElementChild
  typedInto = null
  const page = setAside()
  if (isHalfFilled) kept.put(seatOf(owner), waitingPage(page, updatesGoOn))
  else {
    updatesGoOn()
    page.drop()
  }
  updatesGoOn = () => {}
  const waiting = kept.take(seatOf(fresh))
  if (!waiting) return () => go(homeOf(fresh.role), { replace: true })
  return () => {
    waiting.putBack()
    typedInto = outlet().firstElementChild // still half-filled
    updatesGoOn = waiting.updatesGoOn
  }
}

/** A page with what was typed into it, for which a new version waits. @param {import("./router.js").SetAside} page @param {() => void} updatesGoOn */
const waitingPage = ({ putBack, drop }, updatesGoOn) => ({
  putBack,
  updatesGoOn,
  drop() {
    updatesGoOn()
    drop()
  },
})

/** @param {Me} owner @param {(me: Me) => Promise<void>} entered */
function view(owner, entered) {
  const name = owner.name ?? "", { tablet } = owner
  if (tablet) {
    return h(
      "div",
      { class: "stack" },
      h("h1", { id: "lock-title" }, t("lock.title")),
      h("p", null, t("lock.tablet", { tablet, clinic: owner.clinic.name, name })),
      signInForm({ modules, deed: t("sign_in.passkey"), entered }),
      h("p", { class: "small muted" }, t("lock.tablet_other", { name })),
    )
  }
  const leave = () => {
    forgetSession()
    location.assign("/")
  }
  return h(
    "div",
    { class: "stack" },
    h("h1", { id: "lock-title" }, t("lock.title")),
    h("p", null, t("lock.text", { name, clinic: owner.clinic.name })),
    signInForm({ modules, deed: t("lock.open"), entered }),
    h("p", { class: "small muted" }, t("lock.other")),
    h("button", { class: "button quiet", type: "button", onclick: leave }, t("lock.leave")),
  )
}
