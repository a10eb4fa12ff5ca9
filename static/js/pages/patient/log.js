/** Yesterday, filled in once after the fact and marked so. Any other day is only shown. */
import { dayOf, daysAfter } from "../../calendar.js"
import { patientLayout } from "../../components/patient-layout.js"
import { computed, h, onCleanup, signal } from "../../dom.js"
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
  /** @type {import("../../dom.js").Signal<(() => void) | null>} ends the hold on updates; null: nothing is half filled in */
  const held = signal(/** @type {(() => void) | null} */ (null))
  const touched = () => void (held.value ??= holdUpdates())
  onCleanup(() => held.peek()?.())
  const saved = () => void go(`/app/log/${on}`, { replace: true })
  const entry = computed(() => phone.entries.value.find(({ felt_on }) => felt_on === on) ?? null)
  // What comes meanwhile takes no form away that is half filled in, and changes none.
  let asked = ""
  const questions = computed(() => (asked = held.value ? asked : JSON.stringify(questionsNow(on))))
  const shows = computed(() => {
    if (held.value) return "form"
    if (entry.value) return "entry"
    const mayCome = phone.isAsking.value && (!isYesterday || phone.today.value === null)
    return mayCome ? "wait" : isYesterday ? "form" : "nothing"
  })
  return patientLayout(
    { head: day(on) },
    h("h1", null, () => t(TITLES[shows.value])),
    () => {
      if (shows.value === "entry") return () => entry.value && dayCard(entry.value, on)
      if (shows.value !== "form") {
        const waits = shows.value === "wait"
        return h("p", { role: "status" }, t(waits ? "wait.clinic" : "log.closed"))
      }
      return [
        h("p", { class: "muted small" }, t("log.late")),
        dayForm(on, { ...JSON.parse(questions.value), entry: null, saved, touched }),
      ]
    },
    back(),
  )
}

const TITLES = { entry: "log.saved", form: "log.question", wait: "log.title", nothing: "log.title" }

/** @param {string} head @param {string} text */
const plain = (head, text) => patientLayout({ head }, h("h1", null, t("log.title")), h("p", null, text), back())

const back = () => h("a", { class: "button quiet", href: "/" }, t("log.back"))

/** Whether a text is a day of the calendar, "2026-02-29" is none. @param {string} text */
function isDay(text) {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
