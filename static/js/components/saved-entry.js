import { h, signal } from "../dom.js"
import { isUrgent } from "../felt.js"
import { number, t } from "../translate.js"

const GRAVE = ["vision", "confusion", "si"] // worth a call whatever the grade

/**
 * What was saved for a day, with the ways to change or delete it.
 *
 * @param {{
 *   entry: import("../log-view.js").Entry, labels: Record<string, string>, change?: () => void, remove?: () => Promise<void>,
 *   asking?: import("../dom.js").Signal<boolean>, fault?: import("../dom.js").Signal<string>,
 * }} what labels: of the side effects, by key; asking: whether it asks to delete the entry, and fault: why it could not be,
 *   which must outlive this element where that is made anew, as when the clinic confirms the entry
 */
export function savedEntry({ entry, labels, change, remove, asking = signal(false), fault = signal("") }) {
  const felt = entry.side_effects.filter(({ grade }) => grade > 0)
  return h(
    "section",
    { class: "card stack tight", "aria-label": t("entry.label") },
    h(
      "dl",
      { class: "facts" },
      h("div", null, h("dt", null, t("entry.mood")), h("dd", { class: "num" }, moodText(entry.mood))),
      h(
        "div",
        null,
        h("dt", null, t("entry.effects")),
        h(
          "dd",
          null,
          felt.length === 0 ? t("entry.effects.none") : felt.map((effect) => h("p", null, effectText(effect, labels))),
        ),
      ),
      fact("entry.energy", entry.energy),
      fact("entry.anxiety", entry.anxiety),
      sleepFact(entry),
      entry.note && h("div", null, h("dt", null, t("entry.note")), h("dd", null, entry.note)),
    ),
    felt.some((each) => !isUrgent(each) && (each.grade >= 3 || GRAVE.includes(each.effect))) &&
      h(
        "p",
        { class: "problem" },
        t(entry.waiting ? "entry.strong.waiting" : "entry.strong"),
        " ",
        h("a", { href: "/help" }, t("help.button")),
      ),
    h(
      "p",
      { class: "small muted" },
      t(entry.waiting ? "entry.waiting" : "entry.confirmed"),
      entry.filled_late && ` ${t("entry.late")}`,
    ),
    () =>
      asking.value
        ? h(
          "div",
          { class: "calls" },
          h("p", null, t("entry.delete.ask")),
          h("button", { class: "button", type: "button", onclick: remove }, t("entry.delete.yes")),
          h(
            "button",
            { class: "button plain", type: "button", onclick: () => (asking.value = false) },
            t("entry.delete.no"),
          ),
        )
        : (change || remove) && h(
          "div",
          { class: "calls" },
          change && h("button", { class: "button plain", type: "button", onclick: change }, t("entry.change")),
          remove &&
            h(
              "button",
              { class: "button quiet", type: "button", onclick: () => (asking.value = true) },
              t("entry.delete"),
            ),
        ),
    h("div", { role: "alert" }, () => asking.value && fault.value && h("p", { class: "problem" }, fault.value)),
  )
}

/** @param {string} name @param {number | null} value 0 to 10 */
const fact = (name, value) =>
  value !== null && value !== undefined &&
  h("div", null, h("dt", null, t(name)), h("dd", { class: "num" }, t("entry.of_ten", { value: number(value) })))

/** "7 hours, ok", or what of it was said. @param {import("../log-view.js").Entry} entry */
function sleepFact({ sleep_hours: hours, sleep_quality: night }) {
  const said = [
    typeof hours === "number" && t("measure.hours", { hours: number(hours) }),
    night && t(`entry.night.${night}`),
  ].filter(Boolean)
  return said.length > 0 &&
    h("div", null, h("dt", null, t("entry.sleep")), h("dd", { class: "num" }, said.join(", ")))
}

/** "Headache: medium, later". @param {import("../log-view.js").Effect} effect @param {Record<string, string>} labels */
const effectText = ({ effect, grade, text, timing }, labels) =>
  `${text || labels[effect] || effect}: ${t(`grade.${grade}`)}${timing ? `, ${t(`entry.timing.${timing}`)}` : ""}`

/** @param {import("../log-view.js").Mood | null} mood */
function moodText(mood) {
  if (!mood) return t("entry.none")
  return mood.scale === "faces" ? t(`mood.face.${mood.raw}`) : t("entry.of_ten", { value: number(mood.raw) })
}
