/** A tablet that was left alone forgets whose turn it was; half a minute before, it asks. */
import { h, onCleanup } from "../../dom.js"
import { t } from "../../translate.js"
import { ask } from "./layout.js"

const WARNING = 30_000 // milliseconds
const DEEDS = ["pointerdown", "keydown", "input", "wheel", "touchstart"]

/**
 * @param {{ minutes: number, over: () => void, here: () => void }} what here: called at most once a minute while somebody
 *   is at it
 */
export function followIdle({ minutes, over, here }) {
  let last = Date.now(), told = last
  /** @type {(() => void) | null} */
  let close = null
  const note = () => {
    last = Date.now()
    close?.()
    close = null
    if (last - told < 60_000) return
    told = last
    here()
  }
  const look = () => {
    const left = last + minutes * 60_000 - Date.now()
    if (left <= 0) {
      close?.()
      over()
    } else if (left <= WARNING && !close) {
      close = ask("kiosk-idle", () => [
        h("h2", { id: "kiosk-idle" }, t("kiosk.idle.title")),
        h("p", null, t("kiosk.idle.text")),
        h("button", { class: "button main", type: "button", onclick: note }, t("kiosk.idle.stay")),
      ])
    }
  }
  for (const deed of DEEDS) addEventListener(deed, note, { capture: true, passive: true })
  const timer = setInterval(look, 1_000)
  onCleanup(() => {
    clearInterval(timer)
    close?.()
    for (const deed of DEEDS) removeEventListener(deed, note, { capture: true })
  })
}
