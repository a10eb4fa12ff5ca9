/** Leaving this phone. It needs no network, and asks only where something would be lost. */
import { newDeed } from "../../deed.js"
import { h, signal } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { go } from "../../router.js"
import { leavePhone } from "../../leaving.js"
import { t } from "../../translate.js"

/** Leaves; `part` is how one parts from the phone's store. @typedef {(part: () => Promise<void>) => Promise<void>} Leave */

export function leaving() {
  const asking = signal(false), deed = newDeed()

  /** @type {Leave} */
  const leave = async (part) => {
    await part()
    await leavePhone()
    await go("/", { replace: true })
  }
  const start = () => deed.attempt(() => leaveOrAsk(leave, asking))

  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("leave.title")),
    () =>
      asking.value
        ? unsentQuestion(deed, leave)
        : [h("p", { class: "small muted" }, t("leave.text")), button(deed, "leave.button", start, "plain")],
    deed.problemLine(),
  )
}

/** With nothing unsent everything of the patient goes at once. @param {Leave} leave @param {import("../../dom.js").Signal<boolean>} asking */
export async function leaveOrAsk(leave, asking) {
  if (phone.unsent.peek() > 0) asking.value = true
  else await leave(phone.wipePhone)
}

/** What has not reached the clinic, and the three ways to leave it. @param {ReturnType<typeof newDeed>} deed @param {Leave} leave */
export function unsentQuestion(deed, leave) {
  const sendFirst = () =>
    deed.attempt(async () => {
      await phone.sync()
      if (phone.unsent.peek() > 0) deed.problem.value = t("leave.not_sent")
      else await leave(phone.wipePhone)
    })
  const keep = () => deed.attempt(() => leave(phone.keepUnsent))
  const drop = () => deed.attempt(() => leave(phone.wipePhone))
  return [
    h("p", null, () => t("leave.unsent", { count: phone.unsent.value })),
    button(deed, "leave.send", sendFirst, ""),
    button(deed, "leave.keep", keep, "plain"),
    h("p", { class: "small muted" }, t("leave.keep.text")),
    button(deed, "leave.delete", drop, "quiet"),
  ]
}

/** @param {ReturnType<typeof newDeed>} deed @param {string} sentence @param {() => void} onclick @param {string} kind */
const button = (deed, sentence, onclick, kind) =>
  h("button", { class: `button ${kind}`, type: "button", onclick, "aria-disabled": deed.disabled }, t(sentence))
