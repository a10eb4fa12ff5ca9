/** One hold: why no session is opened, since when, and who cleared it with which reason. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { nearMoment } from "./figures.js"

/**
 * @typedef {{
 *   id: string, course_id: string, kind: string, detail: string, placed_at: string, placed_by: string,
 *   cleared_at: string | null, cleared_by: string | null, clear_reason: string | null
 * }} Hold
 */

/** What a hold is about. @param {string} kind as the server names it, "re-check" */
export const holdText = (kind) => t(`hold.kind.${kind.replace("-", "_")}`)

/**
 * @param {Hold} hold
 * @param {{ zone: string, now: Date, heading: "h2" | "h3" }} shown
 * @param {import("../../dom.js").Child} deeds what can be done about it, below the words
 */
export function holdCard(hold, { zone, now, heading }, deeds) {
  const at = (/** @type {string} */ moment) => nearMoment(moment, zone, now), open = hold.cleared_at === null
  return h(
    "article",
    { class: ["card alert", open && "is-red"] },
    open && h("p", { class: "small alert-due" }, t("hold.open")),
    h(heading, null, t("hold.title", { kind: holdText(hold.kind) })),
    hold.detail.split("\n").map((line) => h("p", { class: "small" }, line)),
    h("p", { class: "small muted" }, t("hold.placed", { by: hold.placed_by, at: at(hold.placed_at) })),
    open && h("p", { class: "small" }, t("hold.until")),
    hold.cleared_at && h("p", { class: "alert-done" }, hold.clear_reason),
    hold.cleared_at &&
      h("p", { class: "small muted" }, t("hold.cleared", { by: hold.cleared_by ?? "", at: at(hold.cleared_at) })),
    open && deeds,
  )
}
