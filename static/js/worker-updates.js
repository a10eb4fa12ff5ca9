/**
 * Registers the service worker, and asks before a new version takes over: never in the middle of something half-filled.
 *
 * The policy named "lodestone" is the only one that the content security policy allows. It knows one address.
 */
import { h, mount, signal } from "./dom.js"
import { shownLanguage, t } from "./translate.js"

const WORKER = "/service-worker.js"
const HOUR = 3600_000 // milliseconds; a phone's page may stay open for weeks, and browsers ask by themselves only at its start

export async function startWorker() {
  if (!("serviceWorker" in navigator)) return
  const { serviceWorker } = navigator
  // On a first visit the new worker takes hold of this page: a change of controller that is no update.
  let first = !serviceWorker.controller
  serviceWorker.addEventListener("controllerchange", async () => {
    if (first) return void (first = false)
    // Out of reach, nothing has been begun: whoever begins something fetches this module.
    const found = await halfFilled().catch(() => null)
    // Another window took the new version, though something was begun here just then: it is finished first.
    if (found?.isHalfFilled.peek()) offer(() => location.reload())
    else location.reload()
  })
  try {
    const registration = await serviceWorker.register(trusted(WORKER))
    const look = () => {
      if (registration.waiting && serviceWorker.controller) offer(() => registration.waiting?.postMessage("take over"))
    }
    look()
    navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ language: shownLanguage() }))
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look))
    askHourly(registration)
  } catch (problem) {
    // Without a worker all works while there is a network, so a patient need not hear of it.
    console.warn("The service worker could not be registered.", problem)
  }
}

/** @param {string} address @returns {string} */
function trusted(address) {
  /** @type {any} */
  const types = /** @type {any} */ (globalThis).trustedTypes
  return types ? types.createPolicy("lodestone", { createScriptURL: () => WORKER }).createScriptURL(address) : address
}

/** @param {ServiceWorkerRegistration} registration */
function askHourly(registration) {
  let asked = Date.now()
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < HOUR) return
    asked = Date.now()
    registration.update().catch(() => {}) // offline: another time
  })
}

const halfFilled = () => import("./half-filled.js")

let endOffer = () => {}

/**
 * Offers the new version. While something is half-filled nothing is said of it: there is nothing to decide then.
 *
 * @param {() => void} take
 */
async function offer(take) {
  const { isHalfFilled, isHalfFilledAnywhere } = await halfFilled()
  const place = /** @type {Element} */ (document.querySelector("#notices"))
  const elsewhere = signal(false)
  const agree = async () => {
    elsewhere.value = await isHalfFilledAnywhere()
    if (!elsewhere.peek()) take()
  }
  endOffer()
  endOffer = mount(place, () => () =>
    !isHalfFilled.value && h(
      "div",
      { class: "notice", role: "status" },
      h("span", null, () => t(elsewhere.value ? "update.elsewhere" : "update.ready")),
      h("button", { class: "button", type: "button", onclick: agree }, t("update.now")),
    ))
}
