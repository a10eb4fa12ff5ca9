/** One's own passkeys. */
import { h } from "../dom.js"
import { moment, t } from "../translate.js"

/**
 * @typedef {{
 *   id: string, label: string, is_synced: boolean, created_at: string, last_used_at: string | null,
 *   copied_at: string | null
 * }} Passkey copied_at: from then on it opens nothing, since a copy of it is in use
 */

/**
 * @param {Passkey[]} passkeys
 * @param {{ zone?: string, remove: (which: Passkey) => void }} deeds zone: of the times, the reader's own if none is named
 */
export const passkeyList = (passkeys, { zone, remove }) =>
  h("ul", { class: "sign-ins" }, passkeys.map((each) => h("li", null, row(each, zone, remove))))

/** @param {Passkey} passkey @param {string | undefined} zone @param {(which: Passkey) => void} remove */
function row(passkey, zone, remove) {
  const { label, is_synced, created_at, last_used_at, copied_at } = passkey
  const made = { at: moment(created_at, zone), used: last_used_at ? moment(last_used_at, zone) : "" }
  return [
    h("p", null, h("strong", null, label), is_synced && h("span", { class: "muted" }, ` · ${t("passkeys.synced")}`)),
    h("p", { class: "small muted" }, t(last_used_at ? "passkeys.used" : "passkeys.made", made)),
    copied_at && h("p", { class: "problem small" }, t("passkeys.copied")),
    h("button", {
      type: "button",
      class: "button plain",
      "aria-label": t("passkeys.remove_one", { label, at: made.at }),
      onclick: () => remove(passkey),
    }, t("passkeys.remove")),
  ]
}
