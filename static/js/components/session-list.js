/** The places where a person is signed in. */

import { h } from "../dom.js"
import { moment, t } from "../translate.js"

/**
 * @typedef {{
 *   id: string, is_this: boolean, label: string | null, method: string, created_at: string, last_seen_at: string,
 *   ends_at: string, is_tablet: boolean
 * }} SignIn
 */

/**
 * @param {SignIn[]} sessions
 * @param {{ zone?: string, endOne: (which: SignIn) => void }} deeds zone: of the times, the reader's own if none is named
 */
export const sessionList = (sessions, { zone, endOne }) =>
  h("ul", { class: "sign-ins" }, sessions.map((each) => h("li", null, row(each, zone, endOne))))

/** @param {SignIn} session @param {string | undefined} zone @param {(which: SignIn) => void} endOne */
function row(session, zone, endOne) {
  const { is_this, is_tablet, method, created_at, last_seen_at } = session
  const label = session.label ?? t("sessions.unknown")
  return [
    h(
      "p",
      null,
      h("strong", null, label),
      is_tablet && h("span", { class: "muted" }, ` · ${t("sessions.tablet")}`),
      is_this && h("span", { class: "muted" }, ` · ${t("sessions.this")}`),
    ),
    h(
      "p",
      { class: "small muted" },
      t("sessions.since", {
        at: moment(created_at, zone),
        how: t(`sessions.by.${method.replaceAll(" ", "_")}`),
        seen: moment(last_seen_at, zone),
      }),
    ),
    !is_this &&
    h("button", {
      type: "button",
      class: "button plain",
      "aria-label": t("sessions.end_for", { label }),
      onclick: () => endOne(session),
    }, t("sessions.end")),
  ]
}
