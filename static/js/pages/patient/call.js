/** Asking the clinic for a call: at most two taps, and what became of it. */
import "../../further-style.js"
import { get, post, Problem } from "../../api.js"
import { telLink } from "../../components/call-button.js"
import { patientLayout } from "../../components/patient-layout.js"
import { tiles } from "../../components/tiles.js"
import { whyNot } from "../../components/why-not.js"
import { h, signal } from "../../dom.js"
import { keptHelp } from "../../session.js"
import { addSentences, clock, t } from "../../translate.js"

/** @typedef {import("../../call-offer.js").CallOffer} CallOffer */

const REASONS = ["worse", "treatment", "appointment", "none"]

export default async function call() {
  const [found] = await Promise.all([findOffer(), addSentences("call")])
  const offer = signal(/** @type {CallOffer | Problem} */ (found))
  return { title: t("call.title"), view: () => view(offer) }
}

/** @returns {Promise<CallOffer | Problem>} a problem: then it is not offered, and the number stands there */
async function findOffer() {
  try {
    return await get("/api/call-me")
  } catch (problem) {
    if (problem instanceof Problem) return problem
    throw problem
  }
}

/** @param {import("../../dom.js").Signal<CallOffer | Problem>} found */
function view(found) {
  const offer = () => (found.value instanceof Problem ? null : found.value)
  return patientLayout(
    {},
    h("h1", null, t("call.title")),
    h("div", { role: "status" }, () => offer()?.asked_at && h("p", { class: "thanks" }, sentText(offer()))),
    () => found.value instanceof Problem && whyNot(found.value, t("call.offline")),
    () => offer() && !offer()?.asked_at && (offer()?.available ? form(found) : h("p", null, t("call.closed"))),
    h("p", null, t("call.danger"), " ", h("a", { href: "/help" }, t("help.button"))),
    () => ownCall(offer()?.clinic_phone ?? keptHelp()?.clinic_phone),
    h("a", { class: "button quiet", href: "/" }, t("log.back")),
  )
}

/** @param {CallOffer | null} offer */
const sentText = (offer) => t("call.sent", { at: clock(/** @type {string} */ (offer?.asked_at)) })

/** @param {string | null | undefined} number */
const ownCall = (number) =>
  number &&
  h("a", { class: "button plain", href: telLink(number) }, t("call.number", { number }))

/** @param {import("../../dom.js").Signal<CallOffer | Problem>} offer */
function form(offer) {
  const failed = signal(/** @type {Problem | null} */ (null)), busy = signal(false), reason = signal("none")
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    if (busy.peek()) return
    busy.value = true
    failed.value = null
    try {
      const said = reason.peek()
      offer.value = await post("/api/call-me", { reason: said === "none" ? null : said })
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      failed.value = problem
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
    h("div", { role: "alert" }, () => failed.value && notSent(failed.value)),
    h("button", { class: "button main", type: "submit" }, () => t(busy.value ? "call.sending" : "call.send")),
  )
}

/** @param {Problem} problem */
function notSent(problem) {
  if (problem.status === 401) return whyNot(problem, "")
  return h("p", { class: "problem" }, problem.code === "nobody-on-duty" ? t("call.closed") : t("call.failed"))
}
