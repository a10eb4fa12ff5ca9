/** What waits on this phone, what became of the rest, and a way to take it along when nothing else works. */
import { outboxList } from "../../components/outbox-list.js"
import { waitingLine } from "../../components/waiting-line.js"
import { h } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { isInstalled, me } from "../../session.js"
import { addSentences, t } from "../../translate.js"

export const onThisPhone = () =>
  h(
    "section",
    { class: "card stack" },
    h("h2", null, t("settings.phone")),
    waitingLine({
      waiting: () => phone.waiting.value,
      confirmed: () => phone.confirmed.value,
      unreachable: () => phone.unreachable.value,
    }),
    () => outboxList({ jobs: phone.outbox.value, retry: phone.retry, dismiss: phone.dismiss }),
    () =>
      phone.outbox.value.length > 0 && h(
        "div",
        { class: "calls" },
        h("button", { class: "button plain", type: "button", onclick: () => phone.sync() }, t("settings.send")),
        h("button", { class: "button quiet", type: "button", onclick: readable }, t("settings.download")),
        h("button", { class: "button quiet", type: "button", onclick: whole }, t("settings.download.whole")),
      ),
    () => phone.outbox.value.length > 0 && h("p", { class: "small muted" }, t("settings.download.text")),
  )

/** An installed application keeps its own storage on iPhones: what waits here would stay behind, so it goes first. */
export const homeScreen = () =>
  !isInstalled() &&
  h(
    "section",
    { class: "card stack tight" },
    h("h2", null, t("settings.home")),
    h("p", { class: "small" }, () => t(phone.waiting.value > 0 ? "settings.home.first" : "settings.home.how")),
  )

async function readable() {
  const [{ outboxText }] = await Promise.all([
    import("../../components/outbox-text.js"),
    addSentences("day"),
    addSentences("questions"),
  ])
  const { clinic: { name = "" } = {}, person_id: person = "" } = me.peek() ?? {}
  const { effects } = phone.questions.peek()
  const text = outboxText({ jobs: phone.outbox.peek(), clinic: name, person, at: new Date(), effects })
  save("lodestone-waiting.txt", "text/plain;charset=utf-8", text)
}

/** The same as it would be sent, for the clinic's own import; see docs/phone.md. */
async function whole() {
  save("lodestone-waiting.json", "application/json", JSON.stringify(await phone.outboxFile(), null, 2))
}

/** @param {string} name @param {string} type @param {string} text */
function save(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }))
  h("a", { href, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}
