/** One's own passkeys, with ways to add and to remove one: of patients and of staff. */
import { get, post, Problem } from "../../api.js"
import { passkeyList } from "../../components/passkey-list.js"
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
  const passkeys = signal(atFirst), done = signal(""), problem = signal(""), busy = signal(false)
  const person = me.peek()
  const kind = person?.role === "patient" ? "patient" : "staff"
  // Staff read times where the clinic is; a patient, where the phone is.
  const zone = kind === "patient" ? undefined : person?.clinic.zone

  /** @param {() => Promise<string>} work gives what was done, in words */
  async function attempt(work) {
    if (busy.peek()) return
    busy.value = true
    done.value = problem.value = ""
    try {
      done.value = await work()
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    } finally {
      busy.value = false
    }
  }
  const add = () =>
    attempt(async () => {
      const fresh = await withProof(registerPasskey)
      if (!fresh) return t("passkey.closed")
      remember(fresh)
      passkeys.value = (await load()).passkeys
      return t("passkeys.added")
    })
  const remove = (/** @type {Passkey} */ { id, label }) =>
    attempt(async () => {
      passkeys.value = (await withProof(() => post(`/api/me/passkeys/${id}/remove`, {}))).passkeys
      return t("passkeys.removed", { label })
    })

  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("passkeys.title")),
    h("p", { class: "small muted" }, t(`passkeys.about.${kind}`)),
    () => passkeys.value.length > 0 && passkeyList(passkeys.value, { zone, remove }),
    h("p", { role: "status", class: "small", hidden: () => !done.value }, () => done.value),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
    hasPasskeys()
      ? h("button", {
        type: "button",
        class: () => passkeys.value.length > 0 ? "button plain" : "button",
        "aria-disabled": () => busy.value && "true",
        onclick: add,
      }, () => t(passkeys.value.length > 0 ? "passkeys.add" : "passkeys.make"))
      : h("p", { class: "small" }, t("passkey.not_here")),
  )
}
