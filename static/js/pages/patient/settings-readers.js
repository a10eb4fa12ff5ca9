/** "Who looked at my record": for the patient, after a proof that it is them. */

import { get } from "../../api.js"
import { daysAfter } from "../../calendar.js"
import { readersList } from "../../components/readers-list.js"
import { newDeed } from "../../deed.js"
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
  const deed = newDeed()

  const more = () =>
    deed.attempt(async () => {
      const before = shown.peek()
      const query = before ? `?until=${daysAfter(before.since, -1)}` : ""
      const found = /** @type {Readers} */ (await withProof(() => get(`/api/me/readers${query}`)))
      days.value = [...days.peek(), ...found.days]
      shown.value = found
    })

  const sentence = () => t(deed.busy.value ? "readers.loading" : shown.value ? "readers.earlier" : "readers.show")
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("readers.title")),
    h("p", { class: "small muted" }, t("readers.about")),
    () => readersList(days.value),
    h("p", { role: "status", hidden: () => !shown.value || days.value.length > 0 }, () => t("readers.none")),
    deed.problemLine(),
    () =>
      (!shown.value || shown.value.earlier) &&
      h("button", { type: "button", class: "button plain", onclick: more }, sentence),
  )
}
