/** Asks before a new version takes over, and never in the middle of something half-filled. */
import { h, mount, signal } from "./dom.js"
import { isHalfFilled, isHalfFilledAnywhere } from "./half-filled.js"
import { t } from "./translate.js"

let endOffer = () => {}

/**
 * Offers the new version. While something is half-filled nothing is said of it: there is nothing to decide then.
 *
 * @param {() => void} take
 */
export function offer(take) {
  const place = /** @type {Element} */ (document.querySelector("#notices"))
  const elsewhere = signal(false)
  const agree = async () => {
    elsewhere.value = await isHalfFilledAnywhere()
    if (!elsewhere.peek()) take()
  }
  endOffer()
  endOffer = mount(place, () => () =>
    !isHalfFilled.value && h(
      "div",
      { class: "notice", role: "status" },
      h("span", null, () => t(elsewhere.value ? "update.elsewhere" : "update.ready")),
      h("button", { class: "button", type: "button", onclick: agree }, t("update.now")),
    ))
}

/** Shows the version that has taken over; if another window took it just when something was begun here, that is finished first. */
export function reload() {
  if (isHalfFilled.peek()) offer(() => location.reload())
  else location.reload()
}
