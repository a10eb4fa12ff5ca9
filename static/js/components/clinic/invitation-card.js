/** A patient's invitation: the code to scan, the same as a link, and until when it works. */

import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { nearMoment } from "./figures.js"

/** @typedef {{ url: string, expires_at: string, qr: string | null }} Invitation */

/**
 * @param {Invitation} invitation
 * @param {{ name: string, zone: string, now: Date }} shown
 */
export function invitationCard({ url, expires_at, qr }, { name, zone, now }) {
  const copied = signal(false), how = qr ? "invitation.how" : "invitation.how_by_link"
  return h(
    "div",
    { class: "invitation" },
    qr
      ? h("img", { src: qr, alt: t("invitation.qr", { name }), width: 220, height: 220 })
      : h("p", { class: "muted small" }, t("invitation.no_qr")),
    h(
      "div",
      { class: "stack" },
      h("p", null, t(how, { name })),
      h("p", { class: "link-text" }, url),
      h(
        "p",
        { class: "deeds no-print" },
        h("button", {
          type: "button",
          class: "button plain",
          onclick: () => navigator.clipboard?.writeText(url).then(() => copied.value = true),
        }, t("invitation.copy")),
        h("span", { role: "status", class: "small muted" }, () => copied.value ? t("invitation.copied") : ""),
      ),
      h("p", { class: "small muted" }, t("invitation.expires", { at: nearMoment(expires_at, zone, now) })),
    ),
  )
}
