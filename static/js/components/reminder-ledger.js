/** What became of reminders, day by day, and the phones that they go to: for their owner and for staff. */

import { h } from "../dom.js"
import { clock, day, moment, t } from "../translate.js"

/**
 * @typedef {{
 *   id: string, local_date: string, step: string, way: string, due_at: string, sent_at: string | null,
 *   delivered_at: string | null, opened_at: string | null, answered_at: string | null, skip: string | null,
 *   failed_at: string | null, failure: string | null
 * }} LedgerRow
 * @typedef {{ id: string, label: string, works: boolean, gone_why: string | null }} Phone
 * @typedef {{ hour: string | null, quiet_from: string | null, quiet_until: string | null }} Hours
 * @typedef {Hours & {
 *   way: string, of_clinic: Hours, paused_until: string | null, held_until: string | null, email: string | null,
 *   wanted_email: string | null, phones: Phone[], ledger: LedgerRow[]
 * }} Reminders
 */

/**
 * @param {LedgerRow[]} rows the newest first
 * @param {string} [zone] of the times; the reader's own if none is named
 */
export const ledgerList = (rows, zone) =>
  rows.length === 0
    ? h("p", { class: "small muted" }, t("ledger.none"))
    : h("ul", { class: "ledger small" }, rows.map((each) => h("li", null, line(each, zone))))

/** @param {LedgerRow} row @param {string} [zone] */
function line(row, zone) {
  return [
    h("strong", null, day(row.local_date, "short")),
    " ",
    t(`ledger.planned.${row.step}`, { at: clock(row.due_at, zone) }),
    steps(row, zone).map((words) => ` · ${words}`),
  ]
}

/** @param {LedgerRow} row @param {string} [zone] @returns {string[]} */
function steps(row, zone) {
  if (row.skip) return [t(`ledger.skip.${row.skip.replaceAll(" ", "_")}`)]
  if (!row.sent_at) return [row.failure ? t("ledger.failed", { code: row.failure }) : t("ledger.under_way")]
  const named = /** @type {const} */ (["sent", "delivered", "opened", "answered"])
  return named.flatMap((name) => {
    const at = row[`${name}_at`]
    return at ? [t(`ledger.step.${name}`, { at: timeOf(at, row, zone) })] : []
  })
}

/** The time, with its day where that is another one: somebody filled in yesterday. @param {string} at @param {LedgerRow} row @param {string} [zone] */
function timeOf(at, { local_date }, zone) {
  const on = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at))
  return on === local_date ? clock(at, zone) : moment(at, zone)
}

/** @param {Phone[]} phones */
export const phoneList = (phones) =>
  phones.length > 0 && h(
    "ul",
    { class: "ledger small" },
    phones.map(({ label, works, gone_why }) =>
      h(
        "li",
        null,
        h("strong", null, label),
        ` · ${t(works ? "ledger.phone.works" : `ledger.gone.${(gone_why ?? "signed out").replaceAll(" ", "_")}`)}`,
      )
    ),
  )
