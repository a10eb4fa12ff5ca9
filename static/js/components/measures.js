import { h } from "../dom.js"
import { number, t } from "../translate.js"
import { tiles } from "./tiles.js"

/** @typedef {import("../dom.js").Signal<number | null>} Measure */

const STEP = 0.5 // hours
const USUAL = 7 // hours of sleep that the first tap begins at
const LONGEST = 24

/**
 * Energy, anxiety and sleep, those of them that the clinic asks for. Each may be skipped.
 *
 * @param {{ asks: { energy: boolean, anxiety: boolean, sleep: boolean }, energy: Measure, anxiety: Measure, sleep: Measure }} what
 */
export const measures = ({ asks, energy, anxiety, sleep }) => [
  asks.energy && ofTen("energy", energy),
  asks.anxiety && ofTen("anxiety", anxiety),
  asks.sleep && hours(sleep),
]

/** @param {"energy" | "anxiety"} name @param {Measure} measure */
function ofTen(name, measure) {
  return h(
    "fieldset",
    { "aria-describedby": `${name}-ends` },
    h("legend", null, t(`measure.${name}`)),
    tiles({
      name,
      options: Array.from({ length: 11 }, (_, value) => ({ value, label: String(value) })),
      chosen: () => measure.value,
      choose: (value) => (measure.value = value),
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

/** @param {Measure} sleep */
function hours(sleep) {
  const step = (/** @type {number} */ by) => {
    const now = sleep.peek()
    sleep.value = now === null ? USUAL : Math.max(0, Math.min(LONGEST, now + by))
  }
  const button = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ name) =>
    h("button", { class: "button plain", type: "button", "aria-label": t(name), onclick: () => step(by) }, sign)
  return h(
    "div",
    { role: "group", "aria-labelledby": "sleep-question" },
    h("p", { id: "sleep-question" }, h("b", null, t("measure.sleep"))),
    h(
      "div",
      { class: "stepper" },
      button(-STEP, "\u2212", "measure.sleep.less"),
      h(
        "output",
        { class: "num" },
        () => sleep.value === null ? t("measure.sleep.open") : t("measure.hours", { hours: number(sleep.value) }),
      ),
      button(STEP, "+", "measure.sleep.more"),
    ),
  )
}
