import { h } from "../dom.js"
import { adviceFor, isUrgent } from "../felt.js"
import { t } from "../translate.js"
import { callButton } from "./call-button.js"
import { emergencyCard } from "./emergency-card.js"

/** @typedef {import("../session.js").HelpCard} HelpCard */
/** @typedef {{ texts: import("../felt.js").Advice[], confirmed_on: string | null, language?: string }} ClinicAdvice language: of the texts */

/**
 * What is usual, what helps and when to call, for each side effect that was felt; for what cannot wait, the emergency card
 * and nothing else of that kind.
 *
 * @param {{
 *   felt: import("../log-view.js").Effect[], labels: Record<string, string>, advice: ClinicAdvice | null,
 *   help: HelpCard | null, isTold?: () => boolean,
 * }} what
 */
export function adviceOn({ felt, labels, advice, help, isTold }) {
  const marked = felt.filter(isUrgent).map(({ effect }) => effect)
  const found = felt.filter((each) => each.grade > 0 && !isUrgent(each)).flatMap((each) => {
    const text = adviceFor(advice?.texts ?? [], each)
    return text ? [{ each, text }] : []
  })
  // Several effects may share one text: it is said once.
  const texts = [...new Set(found.map(({ text }) => text))]
  return [
    marked.length > 0 && emergencyCard({ marked, help, isTold }),
    texts.map((text) => {
      const effects = found.filter((one) => one.text === text).map(({ each }) => each.text || labels[each.effect])
      return h(
        "section",
        { class: "card stack tight" },
        h("h2", null, t("advice.title", { effect: effects.filter(Boolean).join(", ") })),
        h(
          "dl",
          { class: "stack tight advice" },
          /** @type {const} */ (["usual", "help", "call"]).map((part) =>
            h("div", null, h("dt", null, t(`advice.${part}`)), h("dd", { lang: advice?.language }, text[part]))
          ),
        ),
        help?.clinic_phone && callButton("advice.clinic", help.clinic_phone, "plain"),
      )
    }),
    texts.length > 0 && !advice?.confirmed_on && h("p", { class: "small muted" }, t("advice.ours")),
  ]
}
