/** A questionnaire on the clinic's tablet: one item on each screen, and no list of answers that a neighbour could read. */
import { zoneHere } from "../../calendar.js"
import { crisisCard } from "../../components/crisis-card.js"
import { inSight } from "../../components/in-sight.js"
import { missingWords, progressLine, question } from "../../components/question.js"
import { h, onCleanup, signal } from "../../dom.js"
import * as flow from "../../question-flow.js"
import { settling } from "../../settling.js"
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

  const { commit, now, soon } = settling()
  onCleanup(commit)

  /** The clinic is told of a safety answer as it is given: whoever puts the tablet down here has still told it. */
  const settle = () => {
    const after = flow.answer(instrument, draft.peek(), asked.key, given.peek())
    draft.value = after.draft
    if (after.tell === null) return
    const when = { now: new Date(), today: on, zone: zoneHere() }
    sender.add({
      kind: "safety-answer",
      content: flow.safetyAnswerOf(after.draft, asked.key, after.tell, when),
    })
  }
  /** Arrow keys pass over answers: those are kept and help shows, but nobody is told of them. @param {Given} value */
  const choose = (value, isSettled = true) => {
    given.value = value
    problem.value = ""
    draft.value = flow.noted(draft.peek(), asked.key, value)
    if (isSettled) now(settle)
    else soon(settle)
  }
  /** @param {SubmitEvent} event */
  const next = (event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    commit()
    if (given.peek() === null && !asked.optional) {
      problem.value = missingWords(asked)
      form.querySelector("input")?.focus()
      return
    }
    if (given.peek() === null) choose(null)
    go(flow.stepAfter(instrument, draft.peek(), step))
  }
  const before = flow.stepBefore(instrument, draft.peek(), step)
  const isTold = () => (draft.value.told[asked.key] ?? -1) >= Number(given.value) && !sender.waits()
  return kioskLayout(
    help,
    h(
      "form",
      { class: "stack roomy", novalidate: true, onsubmit: next },
      progressLine(instrument, draft.peek(), asked),
      question({ instrument, item: asked, first: step === 0, given: () => given.value, choose }),
      h("div", { role: "alert" }, () => flow.needsHelp(instrument, asked.key, given.value) && support(help, isTold)),
      h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
      h("button", { class: "button main", type: "submit" }, t("question.next")),
      before >= 0 &&
        h("button", { class: "button quiet", type: "button", onclick: () => go(before) }, t("question.back")),
    ),
  )
}

/** Help at the moment of the answer: the people in the house first. @param {Around["help"]} help @param {() => boolean} isTold */
function support(help, isTold) {
  return inSight(h(
    "div",
    { class: "support stack" },
    ...deskFirst("kiosk-support"),
    h("p", null, () => t(isTold() ? "support.told" : "kiosk.desk.waiting"), " ", t("support.not-live")),
    crisisCard(onTablet(help)),
    h("p", { class: "small muted" }, t("support.continue")),
  ))
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
