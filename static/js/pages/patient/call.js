/** Asking the clinic for a call: at most two taps, and what became of it. */
import "../../further-style.js"
import { get, post, Problem } from "../../api.js"
import { patientLayout } from "../../components/patient-layout.js"
import { tiles } from "../../components/tiles.js"
import { h, signal } from "../../dom.js"
import { keptHelp } from "../../session.js"
import { addSentences, clock, t } from "../../translate.js"

/** @typedef {import("../../call-offer.js").CallOffer} CallOffer */

const REASONS = ["worse", "treatment", "appointment", "none"]

export default async function call() {
  const [found] = await Promise.all([findOffer(), addSentences("call")])
  const offer = signal(found)
  return { title: t("call.title"), view: () => view(offer) }
}

/** @returns {Promise<CallOffer | null>} null without a connection: then it is not offered, and the number stands there */
async function findOffer() {
  try {
    return await get("/api/call-me")
  } catch (problem) {
    if (problem instanceof Problem) return null
    throw problem
  }
}

/** @param {import("../../dom.js").Signal<CallOffer | null>} offer */
function view(offer) {
  return patientLayout(
    {},
    h("h1", null, t("call.title")),
    h("div", { role: "status" }, () => offer.value?.asked_at && h("p", { class: "thanks" }, sentText(offer.value))),
    () => (offer.value === null ? h("p", { class: "problem" }, t("call.offline")) : null),
    () =>
      offer.value && !offer.value.asked_at && (offer.value.available ? form(offer) : h("p", null, t("call.closed"))),
    h("p", null, t("call.danger"), " ", h("a", { href: "/help" }, t("help.button"))),
    () => ownCall(offer.value?.clinic_phone ?? keptHelp()?.clinic_phone),
    h("a", { class: "button quiet", href: "/" }, t("log.back")),
  )
}

/** @param {CallOffer} offer */
const sentText = ({ asked_at }) => t("call.sent", { at: clock(/** @type {string} */ (asked_at)) })

/** @param {string | null | undefined} number */
const ownCall = (number) =>
  number &&
  h("a", { class: "button plain", href: `tel:${number.replace(/[^\d+*#]/g, "")}` }, t("call.number", { number }))

/** @param {import("../../dom.js").Signal<CallOffer | null>} offer */
function form(offer) {
  const failed = signal(""), busy = signal(false), reason = signal("none")
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    if (busy.peek()) return
    busy.value = true
    failed.value = ""
    try {
      const said = reason.peek()
      offer.value = await post("/api/call-me", { reason: said === "none" ? null : said })
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      failed.value = problem.code === "nobody-on-duty" ? t("call.closed") : t("call.failed")
    } finally {
      busy.value = false
    }
  }
  return h(
    "form",
    { class: "stack", onsubmit: submit },
    h(
      "fieldset",
      null,
      h("legend", null, t("call.ask")),
      tiles({
        name: "reason",
        options: REASONS.map((value) => ({ value, label: t(`call.reason.${value}`) })),
        chosen: () => reason.value,
        choose: (value) => reason.value = value,
        class: "answers",
      }),
    ),
    h("div", { role: "alert" }, () => failed.value && h("p", { class: "problem" }, failed.value)),
    h("button", { class: "button main", type: "submit" }, () => t(busy.value ? "call.sending" : "call.send")),
  )
}
