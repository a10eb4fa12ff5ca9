/** A patient's invitation: the code to scan, the same as a link and as letters to type, and until when it works. */

import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { nearMoment } from "./figures.js"

/**
 * `code` is typed at `address` by who cannot scan; `pin` is told in person and never printed; both null for staff.
 *
 * @typedef {{
 *   url: string, address: string, expires_at: string, qr: string | null, form: "screen" | "paper" | null,
 *   code: string | null, pin: string | null
 * }} Invitation
 */

/**
 * @param {Invitation} invitation
 * @param {{ name: string, zone: string, now: Date }} shown
 */
export function invitationCard({ url, address, expires_at, qr, code, pin }, { name, zone, now }) {
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
      code && h(
        "p",
        null,
        t("invitation.typed", { address }),
        " ",
        h("strong", { class: "spoken num" }, code),
      ),
      pin && h("p", { class: "no-print" }, t("invitation.pin", { name }), " ", spoken(pin)),
      pin && h("p", { class: "print-only" }, t("invitation.pin_printed")),
      h(
        "p",
        { class: "deeds no-print" },
        h("button", {
          type: "button",
          class: "button plain",
          onclick: () => navigator.clipboard?.writeText(url).then(() => copied.value = true),
        }, t("invitation.copy")),
        pin && h("button", { type: "button", class: "button plain", onclick: () => print() }, t("invitation.print")),
        h("span", { role: "status", class: "small muted" }, () => copied.value ? t("invitation.copied") : ""),
      ),
      h("p", { class: "small muted" }, t("invitation.expires", { at: nearMoment(expires_at, zone, now) })),
    ),
  )
}

/** Digits to tell somebody, in two groups of three. @param {string} digits */
export const spoken = (digits) =>
  h("strong", { class: "spoken num" }, digits.slice(0, 3), h("span", { class: "gap" }, " "), digits.slice(3))
