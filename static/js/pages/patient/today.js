/** Today: the daily check-in, what is due, and one's own last days. */
import { dayOf, daysAfter, eveningOf, zoneHere } from "../../calendar.js"
import { callWay } from "../../call-offer.js"
import { checkInForm } from "../../components/check-in-form.js"
import { patientLayout, signInLine, waitingLine } from "../../components/patient-layout.js"
import { computed, effect, h, later, onCleanup, signal } from "../../dom.js"
import { asksAll, asksOf } from "../../log-view.js"
import * as phone from "../../my-phone.js"
import { isFull } from "../../phone-store.js"
import { again } from "../../router.js"
import { keptHelp, me, readRevocation, signInNeeded } from "../../session.js"
import { addSentences, day, t } from "../../translate.js"

/** @typedef {import("../../log-view.js").Entry} Entry */

// What comes after saving, with its chart, is fetched then: the first screen does not wait for it. Without a network on
// the very first visit it may not come: then "Saved" stands alone.
const savedDay = later(async () => {
  const [module] = await Promise.all([import("../../components/saved-day.js"), addSentences("day")])
  return module.savedDay
})
const revoked = later(async () => {
  const [module] = await Promise.all([import("../../components/revoked-notice.js"), addSentences("day")])
  return module.revokedNotice
})

export default async function today() {
  await phone.openPhone()
  const drafts = await phone.drafts()
  const found = drafts[0] ? await (await import("./drafts.js")).lookAt(drafts) : { begun: [], over: [] }
  return { title: t("nav.today"), view: () => view(dayOf(new Date()), found) }
}

/** @param {string} on @param {{ begun: string[], over: Node[] }} drafts see drafts.js */
function view(on, { begun, over }) {
  const changing = signal(false)
  const justSaved = signal(false)
  const deleted = signal(/** @type {Parameters<typeof phone.remove>[0] | null} */ (null))
  const touched = signal(false)
  const asking = signal(false)
  const fault = signal("")
  const entry = computed(() => phone.entries.value.find(({ felt_on }) => felt_on === on) ?? null)
  // What comes from the clinic takes nothing away that is half filled in, and changes no form that is.
  const asks = computed(() => changing.value || touched.value || entry.value === null)
  let shown = ""
  const questions = computed(() => (shown = touched.value ? shown : JSON.stringify(questionsNow(on))))
  effect(() => {
    if (asks.value && touched.value) onCleanup(holdUpdates())
  })
  const isOver = followMidnight(on, () => asks.peek() && touched.peek())

  /** The form and what was saved take each other's place, so the focus goes to the heading of both. @param {boolean} form */
  const show = (form) => {
    changing.value = form
    touched.value = asking.value = false
    fault.value = ""
    scrollTo(0, 0)
    heading.focus({ preventScroll: true })
  }
  const saved = () => {
    justSaved.value = true
    deleted.value = null
    show(false)
  }
  /** @param {() => Promise<unknown>} work changes what is kept, or says that it could not */
  const attempt = async (work) => {
    fault.value = ""
    try {
      await work()
    } catch (problem) {
      console.error(problem)
      fault.value = t(isFull(problem) ? "entry.unchanged.full" : "entry.unchanged")
    }
  }
  const remove = (/** @type {Record<string, any>} */ content) =>
    attempt(async () => {
      justSaved.value = false
      const fact = { id: /** @type {Entry} */ (entry.peek()).id, kind: /** @type {const} */ ("check-in"), content }
      await phone.remove(fact)
      deleted.value = fact
      show(false)
    })
  const undo = () =>
    attempt(async () => {
      const fact = deleted.peek()
      if (fact) await phone.save([fact])
      deleted.value = null
      show(false)
    })
  const question = () => isOver.value ? t("today.question.past", { day: day(on) }) : t("today.question")
  const heading = h("h1", { tabindex: -1 }, () => (asks.value ? question() : t("today.saved.title")))

  return patientLayout(
    { current: "today", head: day(on) },
    () => notices(),
    over,
    () => dueCards(begun),
    h(
      "div",
      null,
      heading,
      h("p", { class: "muted small num" }, () => treatmentLine(on)),
    ),
    h(
      "div",
      { role: "status" },
      () => asks.value && fault.value && h("p", { class: "problem", role: "alert" }, fault.value),
      () => justSaved.value && !asks.value && h("p", { class: "thanks" }, t("today.thanks")),
      () =>
        deleted.value && asks.value && h(
          "p",
          { class: "undo" },
          t("today.deleted"),
          " ",
          h("button", { class: "button plain", type: "button", onclick: undo }, t("today.undo")),
        ),
      () =>
        isOver.value && h(
          "p",
          { class: "undo" },
          t("today.over", { day: day(on) }),
          " ",
          h("button", { class: "button plain", type: "button", onclick: () => again() }, t("today.new")),
        ),
    ),
    () =>
      asks.value
        ? dayForm(on, {
          ...JSON.parse(questions.value),
          entry: entry.peek(),
          saved,
          touched: () => (touched.value = true),
        })
        : () => dayCard(/** @type {Entry} */ (entry.value), on, { change: () => show(true), remove, asking, fault }),
    waitingLine({
      waiting: () => phone.waiting.value,
      confirmed: () => phone.confirmed.value,
      unreachable: () => phone.unreachable.value,
    }),
    () => yesterdayOffer(on),
    callWay(),
  )
}

/** From the first touch on no update takes the form away. Its code comes then. @returns {() => void} ends it */
export function holdUpdates() {
  let end = () => {}, isOver = false
  import("../../half-filled.js").then(({ halfFilled }) => {
    if (!isOver) end = halfFilled("the day")
  }).catch(console.warn)
  return () => {
    isOver = true
    end()
  }
}

/** What the form of a day asks, as far as is known now. @param {string} on */
export const questionsNow = (on) => ({
  ...phone.questions.value,
  asks: asksOf(phone.today.value),
  all: asksAll(on, phone.today.value?.course),
})

/**
 * The form of a day. A day that is over is taken to have been felt in its evening.
 *
 * @param {string} on
 * @param {ReturnType<typeof questionsNow> & { entry: Entry | null, saved: () => void, touched?: () => void }} more
 */
export function dayForm(on, { saved, entry, ...more }) {
  const when = () => {
    const now = new Date()
    const felt = dayOf(now) === on ? now : eveningOf(on)
    return { felt_at: felt.toISOString(), felt_on: on, zone: zoneHere() }
  }
  return checkInForm({
    ...more,
    entry,
    card: { help: keptHelp(), isTold: isTold(on) },
    report: (what) => phone.save([{ kind: "effect-report", content: { ...what, ...when() } }]),
    async save(given) {
      const { felt_at = when().felt_at } = entry ?? {}
      await phone.save([{ id: entry?.id, kind: "check-in", content: { ...given, ...when(), felt_at } }])
      saved()
    },
  })
}

/** Whether the clinic has what was marked on a day as urgent: neither the mark nor its entry waits. @param {string} on */
const isTold = (on) => () =>
  !phone.outbox.value.some(({ kind, content }) =>
    (kind === "effect-report" || kind === "check-in") && content?.felt_on === on
  )

/** What was saved for a day. @param {Entry} entry @param {string} on @param {{ change?: () => void, remove?: (content: Record<string, any>) => Promise<void>, asking?: import("../../dom.js").Signal<boolean>, fault?: import("../../dom.js").Signal<string> }} [deeds] */
export function dayCard(entry, on, deeds = {}) {
  savedDay.ask()
  const { advice = null, reviewed_at = null } = phone.today.value ?? {}
  return savedDay.value?.({
    entry,
    on,
    ...deeds,
    ...phone.questions.value,
    entries: phone.entries.value,
    advice,
    help: keptHelp(),
    isTold: isTold(on),
    reviewedOn: reviewed_at && dayOf(new Date(reviewed_at)),
  })
}

/** @param {string} on */
function treatmentLine(on) {
  const { course = null, on: told = null } = phone.today.value ?? {}
  if (!course) return null
  // The same words whatever the reason: a phone may lie open before others.
  if (course.state === "paused" || course.state === "hospitalised") return t("today.paused")
  const planned = course.sessions_planned
  return course.session_today !== null && told === on
    ? t("today.session", { number: course.session_today, planned })
    : t("today.sessions", { done: course.sessions_done, planned })
}

/** @param {string[]} begun */
const dueCards = (begun) =>
  phone.due.value.map(({ instrument, title, until }) =>
    h(
      "a",
      { class: "card due", href: `/app/questionnaire/${instrument}` },
      h(
        "span",
        null,
        h("b", null, t("due.title", { title })),
        h("small", { class: "muted" }, t("due.until", { day: day(until) })),
      ),
      h("span", { class: "go" }, t(begun.includes(instrument) ? "due.continue" : "due.start")),
    )
  )

function notices() {
  const unwell = phone.outbox.value.filter(({ state }) => state !== "waiting").length
  return [
    me.value?.revoked && revokedLine(me.value.revoked),
    signInNeeded.value && signInLine(),
    phone.outdated.value && h("p", { class: "problem" }, t("notice.outdated")),
    phone.waitsLong.value && h("p", { class: "problem" }, t("notice.waits-long")),
    unwell > 0 &&
    h(
      "p",
      { class: "problem" },
      t("notice.look", { count: unwell }),
      " ",
      h("a", { href: "/app/settings" }, t("notice.look.link")),
    ),
  ]
}

/** @param {string} on */
function yesterdayOffer(on) {
  const yesterday = daysAfter(on, -1)
  if (phone.entries.value.some(({ felt_on }) => felt_on === yesterday)) return null
  return h("a", { class: "button quiet", href: `/app/log/${yesterday}` }, t("today.yesterday"))
}

/** @param {NonNullable<NonNullable<typeof me.value>["revoked"]>} what */
function revokedLine(what) {
  revoked.ask()
  return revoked.value?.(what, readRevocation)
}

/**
 * True once the day of this page is over and something on it is half filled in: that is kept, and says which day it is
 * for. Without such a thing the page asks for the new day by itself.
 *
 * @param {string} on @param {() => boolean} isHalfFilled
 */
function followMidnight(on, isHalfFilled) {
  const isOver = signal(false)
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const look = () => {
    clearTimeout(timer)
    if (isOver.peek()) return
    const now = new Date()
    if (dayOf(now) === on) {
      // A second after midnight here, however long this day is.
      timer = setTimeout(
        look,
        new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 0, 0, 1).getTime() - now.getTime(),
      )
    } else if (isHalfFilled()) isOver.value = true
    else if (document.visibilityState === "visible") again()
  }
  look()
  document.addEventListener("visibilitychange", look)
  onCleanup(() => {
    clearTimeout(timer)
    document.removeEventListener("visibilitychange", look)
  })
  return isOver
}
