/**
 * Registers the service worker, and asks before a new version takes over: never in the middle of a questionnaire.
 *
 * The policy named "lodestone" is the only one that the content security policy allows. It knows one address.
 */
import { h, mount } from "./dom.js"
import { shownLanguage, t } from "./translate.js"

const WORKER = "/service-worker.js"

export async function startWorker() {
  if (!("serviceWorker" in navigator)) return
  // On a first visit the new worker takes hold of this page: a change of controller that is no update.
  let first = !navigator.serviceWorker.controller
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!first) location.reload()
    first = false
  })
  try {
    const registration = await navigator.serviceWorker.register(trusted(WORKER))
    const look = () => registration.waiting && navigator.serviceWorker.controller && offer(registration.waiting)
    look()
    navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ language: shownLanguage() }))
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look))
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

/** @param {ServiceWorker} worker the new version, waiting */
function offer(worker) {
  const place = /** @type {Element} */ (document.querySelector("#notices"))
  mount(place, () =>
    h(
      "div",
      { class: "notice", role: "status" },
      h("span", null, t("update.ready")),
      h("button", { class: "button", type: "button", onclick: () => worker.postMessage("take over") }, t("update.now")),
    ))
}
