/** Whether the clinic can be asked for a call. Only an answer of this moment counts: offline nothing is offered. */
import { get } from "./api.js"
import { h, signal } from "./dom.js"
import { t } from "./translate.js"

/** @typedef {{ available: boolean, asked_at: string | null, clinic_phone: string | null, clinic_hours: string | null }} CallOffer */

/** The way to ask, which appears once the clinic has said that somebody is on duty or that a call is asked for. */
export function callWay() {
  const offered = signal(false)
  get("/api/call-me").then(
    (/** @type {CallOffer} */ { available, asked_at }) => offered.value = available || asked_at !== null,
    () => {},
  )
  return () => offered.value && h("a", { class: "button quiet", href: "/app/call" }, t("call.button"))
}
