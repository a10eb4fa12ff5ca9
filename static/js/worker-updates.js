/**
 * Registers the service worker, and notices when a new version of it is there.
 *
 * The policy named "lodestone" is the only one that the content security policy allows. It knows one address.
 */
import { shownLanguage } from "./translate.js"

const WORKER = "/service-worker.js"
const HOUR = 3600_000 // milliseconds; a phone's page may stay open for weeks, and browsers ask by themselves only at its start

// Fetched as soon as there is another version, which is while the files of this one are still kept here.
const newVersion = () => import("./new-version.js")

export async function startWorker() {
  if (!("serviceWorker" in navigator)) return
  const { serviceWorker } = navigator
  // On a first visit the new worker takes hold of this page: a change of controller that is no update.
  let first = !serviceWorker.controller
  serviceWorker.addEventListener("controllerchange", () => {
    if (first) first = false
    else newVersion().then(({ reload }) => reload(), () => location.reload())
  })
  try {
    const registration = await serviceWorker.register(trusted(WORKER))
    const look = () => {
      if (!serviceWorker.controller || !(registration.installing || registration.waiting)) return
      newVersion().then(({ offer }) => {
        if (registration.waiting) offer(() => registration.waiting?.postMessage("take over"))
      }).catch(console.warn)
    }
    look()
    serviceWorker.ready.then(({ active }) => active?.postMessage({ language: shownLanguage() }))
    registration.addEventListener("updatefound", () => {
      look()
      registration.installing?.addEventListener("statechange", look)
    })
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
