/** Staff who came by a link set up a way to sign in of their own, and may do nothing else before. */
import "../../further-style.js"
import { patientLayout } from "../../components/patient-layout.js"
import { newDeed } from "../../deed.js"
import { h } from "../../dom.js"
import { hasPasskeys, prepareAccess, registerPasskey } from "../../passkey.js"
import { go } from "../../router.js"
import { homeOf } from "../../routes.js"
import { me, remember, signOut } from "../../session.js"
import { t } from "../../translate.js"

/** @typedef {import("../../session.js").Me} Me */
/**
 * A further way that can be set up. `done` takes the clinic's answer: who is signed in now.
 *
 * @typedef {{ setUp: (deeds: { done: (me: Me) => void }) => Node }} SetUpModule
 */

// Each area adds its line, in the order of the page.
/** @type {(() => Promise<SetUpModule>)[]} */
const FURTHER = [
  () => import("./password.js"),
  () => import("./sso.js"),
]

export default async function setUp() {
  const [modules] = await Promise.all([Promise.all(FURTHER.map((load) => load())), prepareAccess()])
  return { title: t("set_up.title"), view: () => view(modules) }
}

/** @param {Me} fresh */
function done(fresh) {
  remember(fresh)
  return go(homeOf(fresh.role), { replace: true })
}

/** @param {SetUpModule[]} modules */
function view(modules) {
  const person = me.peek()
  const leave = async () => {
    await signOut()
    await go("/", { replace: true })
  }
  return patientLayout(
    { nav: false, head: person?.clinic.name },
    h("h1", null, t("set_up.title")),
    h("p", null, t("set_up.text", { name: person?.name ?? "" })),
    passkeyCard(),
    modules.map(({ setUp }) => setUp({ done })),
    h("button", { class: "button quiet", type: "button", onclick: leave }, t("set_up.later")),
  )
}

function passkeyCard() {
  const deed = newDeed()
  const make = () =>
    deed.attempt(async () => {
      const fresh = await registerPasskey()
      if (fresh) return done(fresh)
      deed.problem.value = t("passkey.closed")
    })
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("passkeys.title")),
    h("p", null, t("set_up.passkey")),
    hasPasskeys()
      ? h(
        "button",
        { class: "button main", type: "button", "aria-disabled": deed.disabled, onclick: make },
        t("passkeys.make"),
      )
      : h("p", { class: "problem" }, t("passkey.not_here")),
    deed.problemLine(),
  )
}
