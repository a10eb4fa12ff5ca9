/** What about a course's authorisations needs somebody, as sentences. */

import { h } from "../../dom.js"
import { day, t } from "../../translate.js"

/** @typedef {{ code: string, values: Record<string, any> }} Warned */

/** @param {Warned[]} warnings */
export const warningLines = (warnings) => warnings.map((warned) => h("li", { class: "is-amber" }, warningText(warned)))

/** @param {Warned} warned */
export function warningText({ code, values }) {
  const said = { ...values, on: values.on && day(values.on, "short"), number: values.number ?? "" }
  if (code === "few-left") return t("ledger.warn.few_left", { ...said, count: values.left })
  if (code === "none-left") return t("ledger.warn.none_left", said)
  if (code === "uncovered") return t("ledger.warn.uncovered", { count: values.sessions })
  if (code === "expires") return t("ledger.warn.expires", said)
  if (code === "beyond") return t("ledger.warn.beyond", { ...said, count: values.sessions })
  return t("ledger.warn.appeal", said)
}
