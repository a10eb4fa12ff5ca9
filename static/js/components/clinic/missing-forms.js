/** Which forms of its outcome's scale a course lacks: what payers and registries ask for. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { dayText } from "./figures.js"

/** @typedef {{ point: string, can_be_closed: boolean, until: string | null }} Gap */

/** @param {Gap[]} gaps in the order of the course */
export const missingForms = (gaps) =>
  gaps.length > 0 && h(
    "section",
    { class: "card alert is-amber" },
    h("h2", null, t("missing.title")),
    h("ul", { class: "lines" }, gaps.map((gap) => h("li", null, gapText(gap)))),
    h("p", { class: "small muted" }, t("missing.text")),
  )

/** @param {Gap} gap */
function gapText({ point, can_be_closed, until }) {
  const ofBaseline = point === "baseline"
  const what = point.startsWith("session-")
    ? t("missing.session", { number: point.slice("session-".length) })
    : t(ofBaseline ? "missing.baseline" : "missing.end")
  if (!can_be_closed) return `${what} ${t("missing.gone")}`
  return `${what} ${until ? t("missing.until", { day: dayText(until) }) : t("missing.soon")}`
}
