/** The exports of a study: taking one, and what each holds, with the sums that prove it unchanged. */

import { post } from "../../api.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h } from "../../dom.js"
import { day, moment, number, t } from "../../translate.js"
import { newSending } from "../clinic/forms.js"
import { clinicZone, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {{ path: string, rows?: number | null, bytes: number, sha256: string }} ExportFile
 * @typedef {{
 *   id: string, made_at: string, made_by: string, as_of: string, profile: string, manifest: { files: ExportFile[] }
 * }} Export
 */

/** @param {{ id: string, exports: Export[] }} study */
export function exportsSection({ id, exports }) {
  const sending = newSending()
  const take = () =>
    sending.send(async () => {
      await post(`/api/studies/${id}/exports`, {})
      await tellAndReload(t("study.told_export"))
    })
  return h(
    "section",
    { class: "card section" },
    h(
      "div",
      { class: "card-head" },
      h("h2", null, t("study.exports")),
      h("button", {
        type: "button",
        class: "button no-print",
        "aria-disabled": () => sending.busy.value ? "true" : null,
        onclick: take,
      }, () => sending.busy.value ? t("study.exporting") : t("study.export")),
    ),
    h("p", { class: "small muted" }, t("study.exports_about")),
    h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
    exports.length
      ? h("ul", { class: "exports" }, exports.map((each, index) => h("li", null, exportShown(each, index === 0))))
      : h("p", { class: "muted" }, t("study.no_exports")),
  )
}

/** @param {Export} taken @param {boolean} open */
function exportShown({ id, made_at, made_by, as_of, profile, manifest }, open) {
  const zone = clinicZone()
  const about = [
    t("study.made_by", { name: made_by }),
    t("study.as_of", { at: as_of.includes("T") ? moment(as_of, zone) : day(as_of, "full") }),
    t(`study.profile.${profile}`),
  ]
  return h(
    "details",
    { open },
    h(
      "summary",
      { class: "num" },
      h("strong", null, moment(made_at, zone)),
      h("span", { class: "small muted" }, ` ${about.join(" · ")}`),
    ),
    filesTable(manifest.files),
    h(
      "p",
      { class: "no-print" },
      h("a", { class: "button plain", href: `/api/exports/${id}/file`, download: true }, t("study.download")),
    ),
  )
}

/** @param {ExportFile[]} files */
const filesTable = (files) =>
  wideTable(
    t("study.files"),
    ["path", "rows", "bytes", "sha256"].map((key) => t(`study.column.${key}`)),
    files.map(({ path, rows, bytes, sha256 }) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, path),
        h("td", null, rows === null || rows === undefined ? "–" : number(rows)),
        h("td", null, number(bytes)),
        h("td", { class: "hash" }, sha256),
      )
    ),
  )
