/** Yesterday, filled in once after the fact and marked so. Any other day is only shown. */
import { dayOf, daysAfter } from "../../calendar.js"
import { patientLayout } from "../../components/patient-layout.js"
import { h, onCleanup } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { go } from "../../router.js"
import { addSentences, day, t } from "../../translate.js"
import { dayCard, dayForm, holdUpdates, questionsNow } from "./today.js"

/** @param {import("../../router.js").Place} place */
export default async function log({ params: { day: on } }) {
  await Promise.all([phone.openPhone(), addSentences("day")])
  const today = dayOf(new Date())
  if (on === today) await go("/", { replace: true })
  const title = t("log.title")
  if (!isDay(on)) return { title, view: () => plain(t("app.name"), t("log.no_day")) }
  if (on > today) return { title, view: () => plain(day(on), t("log.future")) }
  return { title, view: () => view(on, on === daysAfter(today, -1)) }
}

/** @param {string} on @param {boolean} isYesterday */
function view(on, isYesterday) {
  const entry = phone.entries.peek().find(({ felt_on }) => felt_on === on)
  if (!entry && !isYesterday) return plain(day(on), t("log.closed"))
  /** @type {(() => void) | null} */
  let release = null
  const touched = () => void (release ??= holdUpdates())
  onCleanup(() => release?.())
  const saved = () => void go(`/app/log/${on}`, { replace: true })
  return patientLayout(
    { head: day(on) },
    h("h1", null, t(entry ? "log.saved" : "log.question")),
    entry ? () => dayCard(entry, on) : [
      h("p", { class: "muted small" }, t("log.late")),
      dayForm(on, { ...questionsNow(), entry: null, saved, touched }),
    ],
    back(),
  )
}

/** @param {string} head @param {string} text */
const plain = (head, text) => patientLayout({ head }, h("h1", null, t("log.title")), h("p", null, text), back())

const back = () => h("a", { class: "button quiet", href: "/" }, t("log.back"))

/** Whether a text is a day of the calendar, "2026-02-29" is none. @param {string} text */
function isDay(text) {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
