/** Yesterday, filled in once after the fact and marked so. Any other day is only shown. */
import { dayOf, daysAfter, eveningOf, zoneHere } from "../../calendar.js"
import { checkInForm } from "../../components/check-in-form.js"
import { patientLayout } from "../../components/patient-layout.js"
import { savedEntry } from "../../components/saved-entry.js"
import { h } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { go } from "../../router.js"
import { day, t } from "../../translate.js"

/** @param {import("../../router.js").Place} place */
export default async function log({ params: { day: on } }) {
  await phone.openPhone()
  const isYesterday = on === daysAfter(dayOf(new Date()), -1)
  return { title: t("log.title"), view: () => view(on, isYesterday) }
}

/** @param {string} on @param {boolean} isYesterday */
function view(on, isYesterday) {
  const entry = phone.entries.peek().find(({ felt_on }) => felt_on === on)
  const { effects, scale } = phone.questions.peek()

  /** @param {import("../../components/check-in-form.js").Given} given */
  const save = async (given) => {
    const content = {
      energy: null,
      anxiety: null,
      sleep_hours: null,
      ...given,
      felt_at: eveningOf(on).toISOString(),
      felt_on: on,
      zone: zoneHere(),
    }
    await phone.save([{ kind: "check-in", content }])
    await go(`/app/log/${on}`, { replace: true })
  }

  return patientLayout(
    { head: day(on) },
    h("h1", null, t(entry ? "log.saved" : isYesterday ? "log.question" : "log.title")),
    entry && savedEntry({ entry, effects }),
    !entry && isYesterday &&
      [h("p", { class: "muted small" }, t("log.late")), checkInForm({ scale, effects, entry: null, save })],
    !entry && !isYesterday && h("p", null, t("log.closed")),
    h("a", { class: "button quiet", href: "/" }, t("log.back")),
  )
}
