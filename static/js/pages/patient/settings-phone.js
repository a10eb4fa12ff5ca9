/** What waits on this phone, what became of the rest, and a way to take it along when nothing else works. */
import { get } from "../../api.js"
import { outboxList } from "../../components/outbox-list.js"
import { signInLine, waitingLine } from "../../components/patient-layout.js"
import { newDeed } from "../../deed.js"
import { h } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { isInstalled, me, signInNeeded } from "../../session.js"
import { addSentences, t } from "../../translate.js"

export function onThisPhone() {
  const deed = newDeed()
  /** @param {() => Promise<void>} send */
  const attempt = (send) =>
    deed.attempt(async () => {
      await send()
      if (phone.unsent.peek() === 0) deed.said.value = t("settings.sent")
      else if (!signInNeeded.peek()) {
        await get("/api/me") // says why, where the clinic cannot be reached
        deed.problem.value = t("settings.not_sent")
      }
    })
  // A tap while something is being sent counts too.
  const retry = (/** @type {string} */ id) => deed.busy.peek() ? phone.retry(id) : attempt(() => phone.retry(id))
  const dismiss = (/** @type {string} */ id) =>
    phone.dismiss(id).catch((fault) => {
      deed.problem.value = t("problem.fault.text")
      throw fault
    })
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("settings.phone")),
    waitingLine({
      waiting: () => phone.waiting.value,
      confirmed: () => phone.confirmed.value,
      unreachable: () => phone.unreachable.value,
    }),
    () => outboxList({ jobs: phone.outbox.value, retry, dismiss }),
    h("p", { role: "status", class: "small" }, () => deed.busy.value ? t("settings.sending") : deed.said.value),
    deed.problemLine(),
    () => signInNeeded.value && signInLine(),
    () =>
      phone.outbox.value.length > 0 && h(
        "div",
        { class: "calls" },
        h("button", {
          class: "button plain",
          type: "button",
          onclick: () => attempt(phone.sync),
          "aria-disabled": deed.disabled,
        }, t("settings.send")),
        h("button", { class: "button quiet", type: "button", onclick: readable }, t("settings.download")),
        h("button", { class: "button quiet", type: "button", onclick: whole }, t("settings.download.whole")),
      ),
    () => phone.outbox.value.length > 0 && h("p", { class: "small muted" }, t("settings.download.text")),
  )
}

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
