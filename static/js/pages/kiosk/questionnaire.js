/** A questionnaire on the clinic's tablet: one item on each screen, and no list of answers that a neighbour could read. */
import { zoneHere } from "../../calendar.js"
import { crisisCard } from "../../components/crisis-card.js"
import { missingWords, progressLine, question } from "../../components/question.js"
import { h, signal } from "../../dom.js"
import * as flow from "../../question-flow.js"
import { t } from "../../translate.js"
import { uuid7 } from "../../uuid7.js"
import { deskFirst, kioskLayout, onTablet } from "./layout.js"

/** @typedef {import("../../question-flow.js").Instrument} Instrument */
/** @typedef {import("../../question-flow.js").Draft} Draft */
/** @typedef {import("../../question-flow.js").Given} Given */
/**
 * @typedef {{
 *   help: import("../../session.js").HelpCard, sender: import("./sending.js").Sender, next: () => void, on: string
 * }} Around on: the day that the patient is asked on; next: called when it was answered
 */

/** @param {Instrument} instrument @param {Around} around */
export function questionnaire(instrument, around) {
  const draft = signal(flow.begin(instrument, { id: uuid7(), now: new Date(), today: around.on, zone: zoneHere() }))
  const step = signal(0)
  /** @param {number} to */
  const go = (to) => {
    step.value = to
    scrollTo(0, 0)
    const place = /** @type {HTMLElement | null} */ (document.querySelector("main h1"))
    place?.setAttribute("tabindex", "-1")
    place?.focus({ preventScroll: true })
  }
  return h(
    "div",
    null,
    () =>
      step.value < instrument.items.length
        ? item(instrument, draft, step.value, go, around)
        : last(instrument, draft.peek(), go, around),
  )
}

/**
 * @param {Instrument} instrument
 * @param {import("../../dom.js").Signal<Draft>} draft
 * @param {number} step
 * @param {(to: number) => void} go
 * @param {Around} around
 */
function item(instrument, draft, step, go, { help, sender, on }) {
  const asked = instrument.items[step]
  const given = signal(/** @type {Given} */ (draft.peek().answers[asked.key] ?? null)), problem = signal("")

  /** @param {Given} value */
  const choose = (value) => {
    given.value = value
    problem.value = ""
    const after = flow.answer(instrument, draft.peek(), asked.key, value)
    draft.value = after.draft
    // The clinic is told of a safety answer as it is given: whoever puts the tablet down here has still told it.
    if (after.tell === null) return
    const when = { now: new Date(), today: on, zone: zoneHere() }
    sender.add({
      kind: "safety-answer",
      content: flow.safetyAnswerOf(after.draft, asked.key, after.tell, when),
    })
  }
  /** @param {SubmitEvent} event */
  const next = (event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    if (given.peek() === null && !asked.optional) {
      problem.value = missingWords(asked)
      form.querySelector("input")?.focus()
      return
    }
    if (given.peek() === null) choose(null)
    go(flow.stepAfter(instrument, draft.peek(), step))
  }
  const before = flow.stepBefore(instrument, draft.peek(), step)
  return kioskLayout(
    help,
    h(
      "form",
      { class: "stack roomy", novalidate: true, onsubmit: next },
      progressLine(instrument, draft.peek(), asked),
      question({ instrument, item: asked, first: step === 0, given: () => given.value, choose }),
      h("div", { role: "alert" }, () => flow.needsHelp(instrument, asked.key, given.value) && support(help, sender)),
      h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
      h("button", { class: "button main", type: "submit" }, t("question.next")),
      before >= 0 &&
        h("button", { class: "button quiet", type: "button", onclick: () => go(before) }, t("question.back")),
    ),
  )
}

/** Help at the moment of the answer: the people in the house first. @param {Around["help"]} help @param {Around["sender"]} sender */
function support(help, sender) {
  const card = h(
    "div",
    { class: "support stack" },
    ...deskFirst("kiosk-support"),
    h("p", null, () => t(sender.waits() ? "kiosk.desk.waiting" : "support.told"), " ", t("support.not-live")),
    crisisCard(onTablet(help)),
    h("p", { class: "small muted" }, t("support.continue")),
  )
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  requestAnimationFrame(() => card.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" }))
  return card
}

/**
 * @param {Instrument} instrument
 * @param {Draft} draft
 * @param {(to: number) => void} go
 * @param {Around} around
 */
function last(instrument, draft, go, { help, sender, next }) {
  const before = flow.stepBefore(instrument, draft, instrument.items.length)
  const send = () => {
    const content = { ...flow.responseOf(instrument, draft, new Date()), mode: "kiosk" }
    sender.add({ kind: "response", id: draft.response, content })
    next()
  }
  return kioskLayout(
    help,
    h("h1", null, t("kiosk.last.title")),
    h("p", { class: "muted" }, t("kiosk.last.text")),
    h("button", { class: "button main", type: "button", onclick: send }, t("review.send")),
    h("button", { class: "button quiet", type: "button", onclick: () => go(before) }, t("question.back")),
    instrument.credit && h("p", { class: "small muted" }, instrument.credit),
  )
}
