/** "Who looked at my record": for the patient, after a proof that it is them. */

import { get, Problem } from "../../api.js"
import { daysAfter } from "../../calendar.js"
import { readersList } from "../../components/readers-list.js"
import { h, signal } from "../../dom.js"
import { withProof } from "../../proof.js"
import { addSentences, t } from "../../translate.js"

/**
 * @typedef {import("../../components/readers-list.js").ReadingDay} ReadingDay
 * @typedef {{ since: string, until: string, earlier: boolean, days: ReadingDay[] }} Readers
 */

export async function section() {
  await addSentences("readers")
  return () => view()
}

/** Nothing is asked for before the patient says so: it needs a proof, and a phone may be in somebody else's hand. */
function view() {
  const days = signal(/** @type {ReadingDay[]} */ ([])), shown = signal(/** @type {Readers | null} */ (null))
  const busy = signal(false), problem = signal("")

  async function more() {
    if (busy.peek()) return
    busy.value = true
    problem.value = ""
    const before = shown.peek()
    const query = before ? `?until=${daysAfter(before.since, -1)}` : ""
    try {
      const found = /** @type {Readers} */ (await withProof(() => get(`/api/me/readers${query}`)))
      days.value = [...days.peek(), ...found.days]
      shown.value = found
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    } finally {
      busy.value = false
    }
  }

  const deed = () => t(busy.value ? "readers.loading" : shown.value ? "readers.earlier" : "readers.show")
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("readers.title")),
    h("p", { class: "small muted" }, t("readers.about")),
    () => readersList(days.value),
    h("p", { role: "status", hidden: () => !shown.value || days.value.length > 0 }, () => t("readers.none")),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
    () =>
      (!shown.value || shown.value.earlier) &&
      h("button", { type: "button", class: "button plain", onclick: more }, deed),
  )
}
