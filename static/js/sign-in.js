/**
 * The ways to sign in, on the sign-in page and over a page that locked: a passkey first, then what other areas add.
 */
import { post, Problem } from "./api.js"
import { h, signal } from "./dom.js"
import { hasPasskeys, prepareAccess, signInWithPasskey } from "./passkey.js"
import { t } from "./translate.js"

/** @typedef {import("./passkey.js").Entered} Entered */
/** @typedef {import("./session.js").Me} Me */
/**
 * A further way to sign in. `take` gets the clinic's answer to it.
 *
 * @typedef {{ form: (deeds: { take: (answer: Entered) => void }) => Node }} SignInModule
 */

// Each area adds its line, in the order of the page.
/** @type {(() => Promise<SignInModule>)[]} */
const FURTHER = [
  () => import("./sign-ins/sso.js"),
  () => import("./sign-ins/password.js"),
]

/** Fetches what the forms need. @returns {Promise<SignInModule[]>} the further ways */
export async function prepareSignIn() {
  // A patient's phone keeps none of them, and this page must open without a network.
  const further = FURTHER.map((load) => load().catch(() => []))
  const [modules] = await Promise.all([Promise.all(further), prepareAccess()])
  return modules.flat()
}

/**
 * @param {{ modules: SignInModule[], deed: string, entered: (me: Me) => Promise<void> }} what modules: of prepareSignIn;
 *   deed: what the passkey's button says
 */
export function signInForm({ modules, deed, entered }) {
  const choice = signal(/** @type {Entered["choice"]} */ (null)), problem = signal(""), busy = signal(false)

  /** @param {() => Promise<Entered | null>} work */
  async function attempt(work) {
    if (busy.peek()) return
    busy.value = true
    problem.value = ""
    try {
      const answer = await work()
      if (answer) await take(answer)
      else problem.value = t("passkey.closed")
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      choice.value = null
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    } finally {
      busy.value = false
    }
  }
  /** @param {Entered} answer */
  async function take(answer) {
    choice.value = answer.choice
    if (answer.me) await entered(answer.me)
  }

  const disabled = () => busy.value && "true"
  const ways = () => [
    hasPasskeys()
      ? h(
        "button",
        {
          class: "button",
          type: "button",
          "aria-disabled": disabled,
          "aria-describedby": "passkey-hint",
          onclick: () => attempt(signInWithPasskey),
        },
        deed,
      )
      : h("p", null, t("passkey.not_here")),
    hasPasskeys() && h("p", { class: "small muted", id: "passkey-hint" }, t("sign_in.hint")),
    modules.map(({ form }) => form({ take })),
  ]
  /** @param {NonNullable<Entered["choice"]>} asked */
  const clinics = ({ ticket, workplaces }) => [
    h("h2", null, t("sign_in.which")),
    workplaces.map(({ clinic_id, clinic, role }) =>
      h(
        "button",
        {
          class: "button plain",
          type: "button",
          "aria-disabled": disabled,
          onclick: () => attempt(() => post("/api/sign-in/clinic", { ticket, clinic_id })),
        },
        t("sign_in.at", { clinic, role: t(`role.${role}`) }),
      )
    ),
  ]
  return h(
    "div",
    { class: "stack" },
    () => choice.value ? clinics(choice.value) : ways(),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
  )
}
