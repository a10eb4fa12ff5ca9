/** What the clinic ended of somebody's earlier ways in, until the person says to have read it. */
import { h } from "../dom.js"
import { day, t } from "../translate.js"

/**
 * @param {{ at: string, sessions: number, keys: number }} revoked
 * @param {() => void} read
 */
export const revokedNotice = ({ at, sessions, keys }, read) =>
  h(
    "div",
    { class: "card stack tight", role: "status" },
    h("p", null, t("notice.revoked", { day: day(at.slice(0, 10), "medium"), sessions, keys })),
    h("p", null, h("button", { class: "button plain", type: "button", onclick: read }, t("notice.revoked.read"))),
  )
