/** Who saw a patient's record, day by day. */

import { h } from "../dom.js"
import { clock, day, t } from "../translate.js"

/**
 * @typedef {{ name: string, role: string, look: "record" | "list" | "export", first_at: string, last_at: string, times: number }} Reader
 * @typedef {{ on: string, readers: Reader[] }} ReadingDay
 */

/** @param {ReadingDay[]} days newest first */
export const readersList = (days) =>
  days.map(({ on, readers }) => [
    h("h3", { class: "small muted" }, day(on, "long")),
    h("ul", { class: "sign-ins" }, readers.map((each) => h("li", null, reader(each)))),
  ])

/** @param {Reader} reader */
function reader({ name, role, look, first_at, last_at }) {
  const [from, to] = [clock(first_at), clock(last_at)]
  const at = from === to ? from : t("readers.from_to", { from, to })
  return [
    h(
      "p",
      null,
      h("strong", null, name || t("readers.nameless")),
      h("span", { class: "muted" }, ` · ${t(`readers.role.${role}`)}`),
    ),
    h("p", { class: "small muted" }, `${t(`readers.look.${look}`)}, ${at}`),
  ]
}
