/** A questionnaire: one item on each screen, a look back at the end, and a draft that survives everything in between. */
import "../../further-style.js"
import { dayOf, zoneHere } from "../../calendar.js"
import { crisisCard } from "../../components/crisis-card.js"
import { inSight } from "../../components/in-sight.js"
import { patientLayout } from "../../components/patient-layout.js"
import { missingWords, progressLine, question } from "../../components/question.js"
import { computed, effect, h, onCleanup, signal } from "../../dom.js"
import { halfFilled } from "../../half-filled.js"
import * as phone from "../../my-phone.js"
import * as flow from "../../question-flow.js"
import { again, go } from "../../router.js"
import { keptHelp } from "../../session.js"
import { settling } from "../../settling.js"
import { addSentences, moment, t } from "../../translate.js"
import { uuid7 } from "../../uuid7.js"

/** @typedef {import("../../question-flow.js").Instrument} Instrument */
/** @typedef {import("../../question-flow.js").Draft} Draft */
/** @typedef {import("../../question-flow.js").Given} Given */

/** @param {import("../../router.js").Place} place the step is `?q=`: a number from 1, "review" or "sent" */
export default async function questionnaire({ params, query }) {
  await Promise.all([phone.openPhone(), addSentences("questions")])
  const instrument = phone.today.peek()?.instruments[params.instrument]
  if (!instrument) return { title: t("question.title"), view: () => notHere(params.instrument) }
  const title = instrument.title
  if (query.get("q") === "sent") return { title, view: () => sent(instrument) }

  const kept = await phone.draftOf(instrument.key)
  const resumed = kept && flow.canResume(kept, instrument, new Date())
  const draft = resumed ? await tellUntold(instrument, kept) : flow.begin(instrument, { id: uuid7(), ...when() })
  const furthest = flow.nextStep(instrument, draft)
  const asked = query.get("q") === "review" ? instrument.items.length : Number(query.get("q") ?? furthest + 1) - 1
  const wanted = Math.max(0, Math.min(asked || 0, furthest))
  // A changed answer may spare the item that the address names.
  const spared = wanted < instrument.items.length && !flow.isAsked(instrument, instrument.items[wanted], draft.answers)
  const step = spared ? flow.stepAfter(instrument, draft, wanted) : wanted
  if (step === instrument.items.length) return { title, view: () => review(instrument, draft) }
  const expired = kept && !resumed ? kept : null
  return { title, view: () => itemView({ instrument, draft, step, expired, toReview: query.has("review") }) }
}

/** A phone that went out right after an answer tells of it when the questionnaire is taken up again. @param {Instrument} instrument @param {Draft} kept */
async function tellUntold(instrument, kept) {
  const { draft, tell } = flow.untold(instrument, kept)
  if (tell.length > 0) await phone.save(tell.map(({ item, value }) => ahead(draft, item, value)), { draft })
  return draft
}

/** @param {Draft} draft @param {string} item @param {number} value */
const ahead = (draft, item, value) => ({
  kind: /** @type {const} */ ("safety-answer"),
  content: flow.safetyAnswerOf(draft, item, value, when()),
})

const when = () => {
  const now = new Date()
  return { now, today: dayOf(now), zone: zoneHere() }
}

/** @param {Instrument} instrument @param {number | string} q */
const at = (instrument, q) => `/app/questionnaire/${instrument.key}?q=${q}`

/** @param {{ instrument: Instrument, draft: Draft, step: number, expired: Draft | null, toReview: boolean }} what */
function itemView({ instrument, draft, step, expired, toReview }) {
  const item = instrument.items[step]
  const given = signal(/** @type {Given} */ (draft.answers[item.key] ?? null))
  const problem = signal("")
  let saving = Promise.resolve()

  const told = signal(draft.told[item.key] ?? -1)
  const { commit, now, soon } = settling()
  onCleanup(commit)
  // What is safe on the phone may be reloaded; an answer that is not yet may not.
  let unkept = () => {}
  onCleanup(() => unkept())

  /** @param {import("../../phone-store.js").Fact[]} facts */
  const keep = (facts) => {
    const kept = draft, done = halfFilled("an answer")
    unkept()
    unkept = done
    saving = saving.then(() => phone.save(facts, { draft: kept })).then(
      () => {
        told.value = kept.told[item.key] ?? -1
        done()
      },
      (fault) => {
        console.error(fault)
        problem.value = t("form.unsaved")
      },
    )
  }

  /** The clinic is told of a safety answer as it is given: whoever stops here has still told it. */
  const settle = () => {
    const next = flow.answer(instrument, draft, item.key, given.peek())
    draft = next.draft
    keep(next.tell === null ? [] : [ahead(draft, item.key, next.tell)])
  }

  /** Arrow keys pass over answers: those are kept and help shows, but nobody is told of them. @param {Given} value */
  const choose = (value, isSettled = true) => {
    given.value = value
    problem.value = ""
    draft = flow.noted(draft, item.key, value)
    if (isSettled) return now(settle)
    keep([])
    soon(settle)
  }

  /** @param {Event} event */
  const next = async (event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    commit()
    if (given.peek() === null && !item.optional) {
      problem.value = missingWords(item)
      form.querySelector("input")?.focus()
      return
    }
    if (given.peek() === null) choose(null)
    await saving
    if (problem.peek()) return
    // Back to the review only if the answer has opened no further question.
    const following = toReview ? flow.nextStep(instrument, draft) : flow.stepAfter(instrument, draft, step)
    const further = toReview && following < instrument.items.length ? "&review" : ""
    await go(at(instrument, following === instrument.items.length ? "review" : `${following + 1}${further}`))
  }

  const needs = computed(() =>
    flow.isEmergency(instrument, item.key, given.value)
      ? "emergency"
      : flow.needsHelp(instrument, item.key, given.value) && "help"
  )
  const isTold = () => told.value >= Number(given.value) && nothingAheadWaits(draft.response)
  return patientLayout(
    { nav: false, head: instrument.title },
    h(
      "form",
      { class: "stack roomy", novalidate: true, onsubmit: next },
      progressLine(instrument, draft, item),
      expired && h("p", { class: "problem" }, t("question.expired", { at: moment(expired.started_at) })),
      question({ instrument, item, first: step === 0, given: () => given.value, choose }),
      h("div", { role: "alert" }, () => needs.value && support(isTold, needs.value === "emergency")),
      h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
      h("button", { class: "button main", type: "submit" }, t("question.next")),
      h(
        "a",
        { class: "button quiet", href: back(instrument, draft, step, toReview) },
        t(flow.stepBefore(instrument, draft, step) === -1 && !toReview ? "question.later" : "question.back"),
      ),
    ),
  )
}

/** @param {Instrument} instrument @param {Draft} draft @param {number} step @param {boolean} toReview */
function back(instrument, draft, step, toReview) {
  if (toReview) return at(instrument, "review")
  const before = flow.stepBefore(instrument, draft, step)
  return before === -1 ? "/" : at(instrument, before + 1)
}

/** @param {string} response */
const nothingAheadWaits = (response) =>
  !phone.outbox.value.some(({ kind, content }) => kind === "safety-answer" && content?.response === response)

/** Help at the moment of the answer, from what the phone keeps. @param {() => boolean} isTold @param {boolean} isEmergency */
function support(isTold, isEmergency) {
  return inSight(h(
    "div",
    { class: "support stack" },
    h("h2", null, t("support.title")),
    h("p", null, () => t(isTold() ? "support.told" : "support.waiting"), " ", t("support.not-live")),
    crisisCard(keptHelp(), { isEmergency }),
    h("p", { class: "small muted" }, t("support.continue")),
  ))
}

/** @param {Instrument} instrument @param {Draft} draft */
function review(instrument, draft) {
  const problem = signal("")

  const send = async () => {
    if (flow.missingItems(instrument, draft).length > 0) {
      problem.value = t("review.missing")
      return
    }
    try {
      const content = flow.responseOf(instrument, draft, new Date())
      await phone.save([{ id: draft.response, kind: "response", content }], { ended: instrument.key })
      await go(at(instrument, "sent"), { replace: true })
    } catch (fault) {
      console.error(fault)
      problem.value = t("form.unsaved")
    }
  }

  return patientLayout(
    { nav: false, head: instrument.title },
    h("h1", null, t("review.title")),
    h("p", { class: "muted" }, t("review.text"), Object.keys(draft.told).length > 0 && ` ${t("review.told")}`),
    h(
      "ol",
      { class: "review" },
      flow.askedItems(instrument, draft).map((item) =>
        h(
          "li",
          null,
          h("p", { lang: instrument.language }, item.text),
          h(
            "div",
            null,
            h("b", null, answerText(item, draft)),
            h(
              "a",
              { href: `${at(instrument, instrument.items.indexOf(item) + 1)}&review` },
              t("review.change"),
              h("span", { class: "unseen" }, `: ${item.text}`),
            ),
          ),
        )
      ),
    ),
    h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
    h("button", { class: "button main", type: "button", onclick: send }, t("review.send")),
    h("a", { class: "button quiet", href: "/" }, t("question.later")),
    instrument.credit && h("p", { class: "small muted" }, instrument.credit),
  )
}

/** @param {import("../../question-flow.js").Item} item @param {Draft} draft */
function answerText({ key, answers }, draft) {
  const given = draft.answers[key] ?? null
  if (given === "declined") return t("question.decline")
  if (given === "not-applicable") return t("question.not_applicable")
  if (given === null) return t("review.open")
  return answers.find(({ value }) => value === given)?.text ?? String(given)
}

/** @param {Instrument} instrument */
const sent = (instrument) =>
  patientLayout(
    { nav: false, head: instrument.title },
    h("h1", null, t("today.thanks")),
    h("p", { role: "status" }, () => t(phone.waiting.value > 0 ? "sent.waiting" : "sent.confirmed")),
    h("p", { class: "muted" }, t("support.not-live")),
    h("a", { class: "button main", href: "/" }, t("log.back")),
  )

/** A questionnaire that this phone does not have may be on its way: it shows as soon as it has come. @param {string} key */
function notHere(key) {
  effect(() => {
    if (phone.today.value?.instruments[key]) queueMicrotask(again)
  })
  return patientLayout(
    { nav: false },
    h("h1", null, () => t(phone.isAsking.value ? "question.title" : "question.none.title")),
    h("p", { role: "status" }, () => t(phone.isAsking.value ? "wait.clinic" : "question.none.text")),
    h("a", { class: "button plain", href: "/" }, t("log.back")),
  )
}
