/** One's own passkeys, with ways to add and to remove one: of patients and of staff. */
import { get, post } from "../../api.js"
import { passkeyList } from "../../components/passkey-list.js"
import { newDeed } from "../../deed.js"
import { h, signal } from "../../dom.js"
import { hasPasskeys, prepareAccess, registerPasskey } from "../../passkey.js"
import { withProof } from "../../proof.js"
import { me, remember } from "../../session.js"
import { t } from "../../translate.js"

/** @typedef {import("../../components/passkey-list.js").Passkey} Passkey */

export async function section() {
  const [{ passkeys }] = await Promise.all([load(), prepareAccess()])
  return () => view(passkeys)
}

/** @returns {Promise<{ passkeys: Passkey[] }>} */
const load = () => get("/api/me/passkeys")

/** @param {Passkey[]} atFirst */
function view(atFirst) {
  const passkeys = signal(atFirst), deed = newDeed()
  const person = me.peek()
  const kind = person?.role === "patient" ? "patient" : "staff"
  // Staff read times where the clinic is; a patient, where the phone is.
  const zone = kind === "patient" ? undefined : person?.clinic.zone

  const add = () =>
    deed.attempt(async () => {
      const fresh = await withProof(registerPasskey)
      if (!fresh) return void (deed.said.value = t("passkey.closed"))
      remember(fresh)
      passkeys.value = (await load()).passkeys
      deed.said.value = t("passkeys.added")
    })
  const remove = (/** @type {Passkey} */ { id, label }) =>
    deed.attempt(async () => {
      passkeys.value = (await withProof(() => post(`/api/me/passkeys/${id}/remove`, {}))).passkeys
      deed.said.value = t("passkeys.removed", { label })
    })

  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("passkeys.title")),
    h("p", { class: "small muted" }, t(`passkeys.about.${kind}`)),
    () => passkeys.value.length > 0 && passkeyList(passkeys.value, { zone, remove }),
    deed.saidLine(),
    deed.problemLine(),
    hasPasskeys()
      ? h("button", {
        type: "button",
        class: () => passkeys.value.length > 0 ? "button plain" : "button",
        "aria-disabled": deed.disabled,
        onclick: add,
      }, () => t(passkeys.value.length > 0 ? "passkeys.add" : "passkeys.make"))
      : h("p", { class: "small" }, t("passkey.not_here")),
  )
}
