/** Leaving this phone. It needs no network, and asks only where something would be lost. */
import { newDeed } from "../../deed.js"
import { h, signal } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { go } from "../../router.js"
import { leavePhone } from "../../leaving.js"
import { t } from "../../translate.js"

export function leaving() {
  const asking = signal(false), deed = newDeed()

  /** @param {() => Promise<void>} part from the phone's store */
  const leave = async (part) => {
    await part()
    await leavePhone()
    await go("/", { replace: true })
  }
  const start = () =>
    deed.attempt(async () => phone.unsent.peek() > 0 ? (asking.value = true) : await leave(phone.wipePhone))
  const sendFirst = () =>
    deed.attempt(async () => {
      await phone.sync()
      if (phone.unsent.peek() > 0) deed.problem.value = t("leave.not_sent")
      else await leave(phone.wipePhone)
    })
  const keep = () => deed.attempt(() => leave(phone.keepUnsent))
  const drop = () => deed.attempt(() => leave(phone.wipePhone))

  /** @param {string} sentence @param {() => void} onclick @param {string} kind */
  const button = (sentence, onclick, kind) =>
    h("button", { class: `button ${kind}`, type: "button", onclick, "aria-disabled": deed.disabled }, t(sentence))

  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("leave.title")),
    () =>
      asking.value
        ? [
          h("p", null, t("leave.unsent", { count: phone.unsent.value })),
          button("leave.send", sendFirst, ""),
          button("leave.keep", keep, "plain"),
          h("p", { class: "small muted" }, t("leave.keep.text")),
          button("leave.delete", drop, "quiet"),
        ]
        : [h("p", { class: "small muted" }, t("leave.text")), button("leave.button", start, "plain")],
    deed.problemLine(),
  )
}
