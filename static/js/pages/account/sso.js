/** One's own single sign-on: of staff, on their account's page and when they set up how they sign in. */
import { get, post, Problem } from "../../api.js"
import { h, signal } from "../../dom.js"
import { prepareAccess } from "../../passkey.js"
import { withProof } from "../../proof.js"
import { me } from "../../session.js"
import { leaveFor } from "../../single-sign-on.js"
import { moment, t } from "../../translate.js"

/** @typedef {{ name: string | null, linked_at: string | null }} Linked name: of the provider; null: there is none */

export async function section() {
  const [linked] = await Promise.all([load(), prepareAccess()])
  return linked.name ? () => card(linked) : null
}

/** Where there is a provider, the card comes when that is known. */
export function setUp() {
  const linked = signal(/** @type {Linked | null} */ (null))
  load().then((found) => (linked.value = found), () => {})
  return h("div", { class: "stack", hidden: () => !linked.value?.name }, () => linked.value?.name && card(linked.value))
}

/** @returns {Promise<Linked>} */
const load = () => get("/api/me/sso")

/** @param {Linked} atFirst */
function card(atFirst) {
  const linked = signal(atFirst), done = signal(""), problem = signal("")
  /** @param {() => Promise<void>} work */
  const attempt = (work) => async () => {
    done.value = problem.value = ""
    try {
      await work()
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    }
  }
  const remove = attempt(async () => {
    linked.value = await withProof(() => post("/api/me/sso/remove", {}))
    done.value = t("sso.removed")
  })
  const name = atFirst.name ?? ""
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("sso.title", { name })),
    h("p", { class: "small muted" }, t("sso.about")),
    () =>
      linked.value.linked_at &&
      h("p", null, t("sso.since", { at: moment(linked.value.linked_at, me.peek()?.clinic.zone) })),
    h("p", { role: "status", class: "small", hidden: () => !done.value }, () => done.value),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
    () =>
      linked.value.linked_at
        ? h("button", { type: "button", class: "button plain", onclick: remove }, t("sso.remove"))
        : h("button", {
          type: "button",
          class: "button plain",
          onclick: attempt(() => leaveFor({ proves: true })),
        }, t("sso.link", { name })),
  )
}
