/** Entries of the audit trail as a table: when, who, what, about whom, and where it stands in the chain. */

import { h } from "../../dom.js"
import { moment, t } from "../../translate.js"
import { wideTable } from "./wide-table.js"

/**
 * @typedef {{
 *   at: string, by: string, role: string, deed: string, look: "record" | "list" | "export" | null,
 *   patient: string | null, request_id: string | null, seq: number | null
 * }} Entry
 */

/**
 * @param {Entry[]} entries newest first
 * @param {{ zone: string, label: string, about: boolean }} how zone: of the clinic. label: of the table, for a screen
 *   reader. about: whether the entries are about several patients
 */
export function accessTable(entries, { zone, label, about }) {
  const columns = ["when", "who", "what", ...(about ? ["about"] : []), "seq", "request"]
  return wideTable(label, columns.map((key) => t(`access.${key}`)), entries.map((entry) => row(entry, zone, about)))
}

/** @param {Entry} entry @param {string} zone @param {boolean} about */
function row({ at, by, role, deed, look, patient, request_id, seq }, zone, about) {
  return h(
    "tr",
    null,
    h("td", null, moment(at, zone)),
    h(
      "td",
      null,
      by || t(`access.nameless.${role}`),
      by && h("span", { class: "muted" }, ` ${t(`access.role.${role}`)}`),
    ),
    h("td", { class: "words" }, look ? lookText(look, deed) : deed),
    about && h("td", null, patient ?? ""),
    h("td", null, seq === null ? t("access.unsealed") : String(seq)),
    h("td", null, request_id && h("code", { class: "small muted", title: request_id }, request_id.slice(0, 8))),
  )
}

/** What was looked at, and on which page. @param {string} look @param {string} deed */
function lookText(look, deed) {
  const page = deed.replace(/^read: \w+ \/api\//, "").replace(/<[^>]*>/g, "…")
  return [t(`access.look.${look}`), h("span", { class: "small muted" }, ` ${page}`)]
}
