/** Today: the daily check-in, what is due, and one's own last days. */
import { dayOf, daysAfter, zoneHere } from "../../calendar.js"
import { callWay } from "../../call-offer.js"
import { checkInForm } from "../../components/check-in-form.js"
import { patientLayout } from "../../components/patient-layout.js"
import { revokedNotice } from "../../components/revoked-notice.js"
import { waitingLine } from "../../components/waiting-line.js"
import { computed, h, onCleanup, signal } from "../../dom.js"
import { asksAll } from "../../log-view.js"
import * as phone from "../../my-phone.js"
import { again } from "../../router.js"
import { me, readRevocation, signInNeeded } from "../../session.js"
import { day, t } from "../../translate.js"

/** @typedef {import("../../log-view.js").Entry} Entry */

// What comes after saving, with its chart, is fetched then: the first screen does not wait for it.
const savedDay = signal(/** @type {typeof import("../../components/saved-day.js").savedDay | null} */ (null))

export default async function today() {
  await phone.openPhone()
  const begun = new Set((await phone.drafts()).map(({ instrument }) => instrument))
  return { title: t("nav.today"), view: () => view(dayOf(new Date()), begun) }
}

/** @param {string} on @param {Set<string>} begun instruments with a draft */
function view(on, begun) {
  followMidnight(on)
  const changing = signal(false)
  const justSaved = signal(false)
  const entry = computed(() => phone.entries.value.find(({ felt_on }) => felt_on === on) ?? null)
  const asks = computed(() => changing.value || entry.value === null)

  /** @param {import("../../components/check-in-form.js").Given} given */
  const save = async (given) => {
    const old = entry.peek()
    const now = new Date()
    // What this form does not ask is carried over: an edit must not wipe it.
    const { felt_at = now.toISOString(), energy = null, anxiety = null, sleep_hours = null } = old ?? {}
    const content = { ...given, felt_at, felt_on: on, zone: zoneHere(), energy, anxiety, sleep_hours }
    await phone.save([{ id: old?.id, kind: "check-in", content }])
    justSaved.value = true
    show(false)
  }
  /** The form and what was saved take each other's place, so the focus goes to the heading of both. @param {boolean} form */
  const show = (form) => {
    changing.value = form
    scrollTo(0, 0)
    heading.focus({ preventScroll: true })
  }
  const heading = h("h1", { tabindex: -1 }, () => t(asks.value ? "today.question" : "today.saved.title"))

  return patientLayout(
    { current: "today", head: day(on) },
    () => notices(),
    () => dueCards(begun),
    h(
      "div",
      null,
      heading,
      h("p", { class: "muted small num" }, () => treatmentLine(on)),
    ),
    h("p", { class: "thanks", role: "status" }, () => (justSaved.value && !asks.value ? t("today.thanks") : null)),
    () =>
      asks.value
        ? checkInForm({
          ...phone.questions.value,
          entry: entry.peek(),
          save,
          all: asksAll(on, phone.today.peek()?.course),
        })
        : () => saved(/** @type {Entry} */ (entry.value), { change: () => show(true), on }),
    waitingLine({
      waiting: () => phone.waiting.value,
      confirmed: () => phone.confirmed.value,
      unreachable: () => phone.unreachable.value,
    }),
    () => yesterdayOffer(on),
    callWay(),
  )
}

/** @param {Entry} entry @param {{ change: () => void, on: string }} more */
function saved(entry, { change, on }) {
  if (!savedDay.peek()) {
    // Without a network on the very first visit it may not come: then "Saved" stands alone.
    import("../../components/saved-day.js").then((module) => (savedDay.value = module.savedDay), () => {})
  }
  const remove = () => phone.remove({ id: entry.id, kind: "check-in", content: { ...entry } })
  return savedDay.value?.({ entry, on, change, remove, entries: phone.entries.value, ...phone.questions.value })
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

/** @param {Set<string>} begun */
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
      h("span", { class: "go" }, t(begun.has(instrument) ? "due.continue" : "due.start")),
    )
  )

function notices() {
  const unwell = phone.outbox.value.filter(({ state }) => state !== "waiting").length
  return [
    me.value?.revoked && revokedNotice(me.value.revoked, readRevocation),
    signInNeeded.value && h(
      "p",
      { class: "problem" },
      t("notice.sign-in"),
      " ",
      h("a", { href: "/app/sign-in" }, t("notice.sign-in.deed")),
    ),
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

/** A page that was left open overnight asks for the new day. @param {string} on */
function followMidnight(on) {
  const look = () => {
    if (document.visibilityState === "visible" && dayOf(new Date()) !== on) again()
  }
  document.addEventListener("visibilitychange", look)
  onCleanup(() => document.removeEventListener("visibilitychange", look))
}
