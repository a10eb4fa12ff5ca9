/** What payers authorised for a course: the ledger, and the forms in which it is kept. */

import { post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { h } from "../../dom.js"
import { day, t } from "../../translate.js"
import { formOf, newSending, numberOrNull, textOrNull } from "./forms.js"
import { isClinician, tellAndReload } from "./frame.js"

/**
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {import("./plan.js").LedgerLine} LedgerLine
 */

const STATES = ["requested", "approved", "denied", "appealed", "expired", "withdrawn"]
const DAYS = /** @type {const} */ (["covers_from", "covers_until", "requested_on", "decided_on", "appeal_until"])

/** @param {Plan} plan */
export function ledgerCard(plan) {
  const { ledger, course } = plan
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("ledger.title")),
    h(
      "p",
      { class: "small muted num" },
      ledger.authorised === null
        ? t("ledger.none")
        : t("ledger.standing", { left: String(ledger.left), authorised: String(ledger.authorised) }),
    ),
    h("ul", { class: "kept" }, ledger.lines.map((line) => lineItem(line))),
    isClinician() && opener(t("ledger.add"), (close) =>
      ledgerForm(null, close, async (said) => {
        await post(`/api/courses/${course.id}/authorisations`, said)
        await tellAndReload(t("ledger.told"))
      })),
  )
}

/** @param {LedgerLine} line */
function lineItem(line) {
  const { payer, number, units, used, state, covers_from, covers_until, denial_reason, appeal_until, note } = line
  const span = [
    covers_from && t("ledger.from", { day: day(covers_from, "full") }),
    covers_until && t("ledger.until", { day: day(covers_until, "full") }),
  ].filter(Boolean).join(" ")
  return h(
    "li",
    null,
    h(
      "p",
      null,
      h("strong", null, t(`ledger.state.${state}`)),
      ` · ${t("ledger.units", { used: String(used), units: String(units) })}`,
    ),
    h("p", { class: "small muted num" }, [payer, number, span].filter(Boolean).join(" · ")),
    denial_reason && h("p", { class: "small" }, t("ledger.denied", { reason: denial_reason })),
    appeal_until && h("p", { class: "small num" }, t("ledger.appeal_until", { day: day(appeal_until, "full") })),
    note && h("p", { class: "small" }, note),
    isClinician() && h(
      "div",
      { class: "deeds" },
      opener(t("ledger.change"), (close) =>
        ledgerForm(line, close, async (said) => {
          await post(`/api/authorisations/${line.id}/change`, said)
          await tellAndReload(t("ledger.told"))
        })),
      opener(t("ledger.remove"), (close) => removalForm(line, close)),
    ),
  )
}

/**
 * @param {LedgerLine | null} line null: a new one, which needs no reason
 * @param {() => void} onCancel
 * @param {(said: Record<string, unknown>) => Promise<void>} save
 */
function ledgerForm(line, onCancel, save) {
  const sending = newSending(), { errors } = sending
  const text = (/** @type {"payer" | "number" | "denial_reason" | "note"} */ name) =>
    field({ name, label: t(`ledger.field.${name}`), errors }, "input", {
      type: "text",
      autocomplete: "off",
      value: line?.[name] ?? "",
    })
  const date = (/** @type {typeof DAYS[number]} */ name) =>
    field({ name, label: t(`ledger.field.${name}`), errors }, "input", { type: "date", value: line?.[name] ?? "" })
  return formOf(
    {
      sending,
      onCancel,
      deed: t("ledger.save"),
      async submit(values) {
        const said = {
          payer: textOrNull(values.payer),
          number: textOrNull(values.number),
          units: numberOrNull(values.units) ?? 0,
          state: values.state,
          ...Object.fromEntries(DAYS.map((name) => [name, textOrNull(values[name])])),
          denial_reason: textOrNull(values.denial_reason),
          note: textOrNull(values.note),
        }
        await save(line ? { ...said, reason: values.reason } : said)
      },
    },
    h("div", { class: "row" }, text("payer"), text("number")),
    h(
      "div",
      { class: "row" },
      field(
        { name: "state", label: t("ledger.field.state"), errors },
        "select",
        { value: line?.state ?? "requested" },
        optionsOf(STATES.map((value) => ({ value, text: t(`ledger.state.${value}`) }))),
      ),
      field({ name: "units", label: t("ledger.field.units"), hint: t("ledger.units_hint"), errors }, "input", {
        type: "number",
        inputmode: "numeric",
        min: 0,
        value: line ? String(line.units) : "",
      }),
    ),
    h("div", { class: "row" }, date("covers_from"), date("covers_until")),
    h("div", { class: "row" }, date("requested_on"), date("decided_on")),
    h("div", { class: "row" }, text("denial_reason"), date("appeal_until")),
    text("note"),
    line && field({ name: "reason", label: t("plan.reason"), errors }, "textarea", { rows: 2 }),
  )
}

/** @param {LedgerLine} line @param {() => void} onCancel */
function removalForm(line, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("ledger.remove"),
      async submit({ reason }) {
        await post(`/api/authorisations/${line.id}/remove`, { reason })
        await tellAndReload(t("ledger.told_removed"))
      },
    },
    field({ name: "reason", label: t("plan.reason"), errors: sending.errors }, "textarea", { rows: 2 }),
  )
}
