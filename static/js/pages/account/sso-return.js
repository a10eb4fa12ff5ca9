/** Back from the identity provider. Opening this address does nothing by itself: what it holds is sent by POST. */
import "../../further-style.js"
import { post, Problem } from "../../api.js"
import { patientLayout } from "../../components/patient-layout.js"
import { h, signal } from "../../dom.js"
import { prepareAccess } from "../../passkey.js"
import { go, match } from "../../router.js"
import { homeOf, routesOf } from "../../routes.js"
import { remember } from "../../session.js"
import { cameBack } from "../../single-sign-on.js"
import { t } from "../../translate.js"

/** @typedef {import("../../session.js").Me} Me */

/** @param {import("../../router.js").Place} place */
export default async function ssoReturn({ query }) {
  const { proves, back } = cameBack()
  const said = { code: query.get("code"), state: query.get("state"), iss: query.get("iss") }
  // The code counts once and stays in no history.
  history.replaceState(history.state, "", "/sso")
  await prepareAccess()

  /** @param {Me} me */
  const entered = async (me) => {
    remember(me)
    await go(match(await routesOf(me.role), back.split("?")[0]) ? back : homeOf(me.role), { replace: true })
  }
  /** @returns {Promise<import("../../passkey.js").Entered>} */
  const send = async () => {
    if (!said.code || !said.state) throw new Problem("refused", { message: t("sso.refused") })
    if (proves) return { me: await post("/api/me/sso", said), choice: null }
    return post("/api/sign-in/sso", said)
  }
  try {
    const { me, choice } = await send()
    if (me) queueMicrotask(() => entered(me))
    return page(() => choice ? clinics(choice, entered) : h("p", null, t("sso.going_on")))
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault
    return page(() => [
      h("p", { class: "problem", role: "alert" }, fault.message || t(`problem.${fault.kind}.text`)),
      h("a", { class: "button", href: back }, t("sso.back")),
    ])
  }
}

/** @param {() => import("../../dom.js").Child} content */
const page = (content) => ({
  title: t("sign_in.title"),
  view: () => patientLayout({ nav: false }, h("h1", null, t("sign_in.title")), content()),
})

/** @param {NonNullable<import("../../passkey.js").Entered["choice"]>} choice @param {(me: Me) => Promise<void>} entered */
function clinics({ ticket, workplaces }, entered) {
  const problem = signal("")
  /** @param {string} clinic_id */
  const choose = async (clinic_id) => {
    try {
      await entered((await post("/api/sign-in/clinic", { ticket, clinic_id })).me)
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    }
  }
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("sign_in.which")),
    workplaces.map(({ clinic_id, clinic, role }) =>
      h(
        "button",
        { class: "button plain", type: "button", onclick: () => choose(clinic_id) },
        t("sign_in.at", { clinic, role: t(`role.${role}`) }),
      )
    ),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
  )
}
