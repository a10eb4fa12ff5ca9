import "../further-style.js"
import { h } from "../dom.js"
import { number, t } from "../translate.js"
import { tiles } from "./tiles.js"

/** @typedef {import("../dom.js").Signal<import("./check-in-form.js").Measures>} Said */

const STEP = 0.5 // hours
const USUAL = 7 // hours of sleep that the first tap begins at
const LONGEST = 24
const NIGHTS = /** @type {const} */ (["good", "ok", "bad"])

/**
 * Energy, anxiety and sleep, those of them that the clinic asks for. Each may be skipped.
 *
 * @param {{ asks: import("../log-view.js").Asks, said: Said }} what
 */
export const measures = ({ asks, said }) => [
  asks.energy && ofTen("energy", said),
  asks.anxiety && ofTen("anxiety", said),
  asks.sleep && sleep(said),
]

/** @param {"energy" | "anxiety"} name @param {Said} said */
function ofTen(name, said) {
  return h(
    "fieldset",
    { "aria-describedby": `${name}-ends` },
    h("legend", null, t(`measure.${name}`)),
    tiles({
      name,
      options: Array.from({ length: 11 }, (_, value) => ({ value, label: String(value) })),
      chosen: () => said.value[name],
      choose: (value) => (said.value = { ...said.value, [name]: value }),
      class: "eleven num",
    }),
    // Both ends in words, since 10 is good for one of them and bad for the other.
    h(
      "p",
      { class: "ends small muted", id: `${name}-ends` },
      h("span", null, t(`measure.${name}.least`)),
      h("span", null, t(`measure.${name}.most`)),
    ),
  )
}

/** The hours of the last night, and how it was. @param {Said} said */
function sleep(said) {
  const step = (/** @type {number} */ by) => {
    const now = said.peek().sleep_hours
    said.value = { ...said.peek(), sleep_hours: now === null ? USUAL : Math.max(0, Math.min(LONGEST, now + by)) }
  }
  const button = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ name) =>
    h("button", { class: "button plain", type: "button", "aria-label": t(name), onclick: () => step(by) }, sign)
  return h(
    "fieldset",
    null,
    h("legend", null, t("measure.sleep")),
    h(
      "div",
      { class: "stepper" },
      button(-STEP, "\u2212", "measure.sleep.less"),
      h("output", { class: "num" }, () => {
        const hours = said.value.sleep_hours
        return hours === null ? t("measure.sleep.open") : t("measure.hours", { hours: number(hours) })
      }),
      button(STEP, "+", "measure.sleep.more"),
    ),
    h(
      "fieldset",
      { class: "further" },
      h("legend", null, t("measure.night")),
      tiles({
        name: "night",
        options: NIGHTS.map((value) => ({ value, label: t(`measure.night.${value}`) })),
        chosen: () => said.value.sleep_quality,
        choose: (value) => (said.value = { ...said.value, sleep_quality: value }),
        class: "steps",
      }),
    ),
  )
}
