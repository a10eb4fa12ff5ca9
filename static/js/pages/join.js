/** The page behind an invitation, `/i#token`, or behind its short code, `/i#code`; and of a staff sign-in link. */
import "../further-style.js"
import { get, post, Problem } from "../api.js"
import { patientLayout } from "../components/patient-layout.js"
import { h, signal } from "../dom.js"
import { holdTyping } from "../half-filled.js"
import { canOfferPasskey } from "../passkey.js"
import { go } from "../router.js"
import { homeOf } from "../routes.js"
import { remember, tellLeaving } from "../session.js"
import { addSentences, t } from "../translate.js"

/**
 * @typedef {{ clinic: string, kind: "patient" | "staff", role: string, is_demo: boolean, needs_pin: boolean }} Invitation
 * @typedef {{ token: string } | { code: string }} Shown what the clinic handed out: a link, or a code to type
 */

export default async function join() {
  const shown = shownIn(location.hash)
  await addSentences("joining")
  if (!shown) return nothing(t("join.unusable.text"))
  try {
    const invitation = /** @type {Invitation} */ (await post("/api/invitations/look", shown))
    // While the invitation is read, the page behind it comes in.
    if (invitation.kind === "patient") import("./patient/today.js").catch(() => {})
    else await addSentences("access")
    return { title: t("join.title", { clinic: invitation.clinic }), view: () => invited(shown, invitation) }
  } catch (problem) {
    const isUseless = problem instanceof Problem && (problem.code === "invitation-unusable" || "code" in shown)
    if (!isUseless || problem.kind !== "refused") throw problem
    return nothing(problem.code === "invitation-unusable" ? t("join.unusable.text") : problem.message)
  }
}

/** @param {string} why @returns {Promise<import("../router.js").Page>} */
async function nothing(why) {
  history.replaceState(null, "", "/i")
  // Whoever opens the link again after joining, such as from the message that it came in, is in already.
  const me = await whoIsIn()
  if (me) return { title: t("join.already.title"), view: () => already(me) }
  return { title: t("join.unusable.title"), view: () => unusable(why) }
}

/**
 * In the fragment neither ever reaches a server's log. They stay there until they are used: a page that is closed before
 * must open again.
 *
 * @param {string} hash
 * @returns {Shown | null} null: the address has neither
 */
function shownIn(hash) {
  const text = decodeURIComponent(hash.slice(1))
  if (!text) return null
  return text.includes(".") ? { token: text } : { code: text }
}

async function whoIsIn() {
  if (!await tellLeaving()) return null
  try {
    const me = /** @type {import("../session.js").Me} */ (await get("/api/me"))
    remember(me)
    return me
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    return null
  }
}

/** @param {Shown} shown @param {Invitation} invitation */
function invited(shown, invitation) {
  const busy = signal(false)
  const problem = signal("")

  /** @param {SubmitEvent} event */
  const enter = async (event) => {
    event.preventDefault()
    if (busy.peek()) return
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    const pin = String(new FormData(form).get("pin") ?? "").replace(/\s/g, "")
    problem.value = ""
    if (invitation.needs_pin && !/^\d{6}$/.test(pin)) {
      problem.value = t("join.pin.missing")
      form.querySelector("input")?.focus()
      return
    }
    busy.value = true
    try {
      const me = await post("/api/join", { ...shown, pin: pin || null })
      remember(me)
      const offered = me.role === "patient" && await canOfferPasskey()
      await go(offered ? "/app/passkey" : homeOf(me.role), { replace: true })
    } catch (fault) {
      busy.value = false
      if (!(fault instanceof Problem)) throw fault
      problem.value = fault.message || t(`problem.${fault.kind}.text`)
    }
  }

  return holdTyping(patientLayout(
    { nav: false },
    invitation.is_demo && h("p", { class: "demo card" }, h("b", null, t("demo.mark")), " ", t("demo.text")),
    h("h1", null, t("join.title", { clinic: invitation.clinic })),
    invitation.kind === "patient"
      ? [
        h("p", null, t("join.patient.text")),
        h("ul", { class: "points stack tight" }, [1, 2, 3].map((n) => h("li", null, t(`join.patient.point.${n}`)))),
      ]
      : h("p", null, t("join.staff.text", { role: t(`role.${invitation.role}`) })),
    h(
      "form",
      { class: "stack", onsubmit: enter, novalidate: true },
      invitation.needs_pin && pinField(),
      h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
      h("button", { class: "button main", "aria-disabled": () => busy.value && "true" }, t("join.continue")),
    ),
  ))
}

const pinField = () =>
  h(
    "div",
    { class: "field" },
    h("label", { for: "pin" }, t("join.pin")),
    h("p", { class: "small muted", id: "pin-hint" }, t("join.pin.hint")),
    h("input", {
      id: "pin",
      name: "pin",
      type: "text",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      maxlength: 9,
      "aria-describedby": "pin-hint",
    }),
  )

/** @param {string} why */
const unusable = (why) =>
  patientLayout(
    { nav: false },
    h("h1", null, t("join.unusable.title")),
    h("p", null, why),
    h("a", { class: "button plain", href: "/" }, t("missing.start")),
  )

/** @param {import("../session.js").Me} me */
const already = (me) =>
  patientLayout(
    { nav: false },
    h("h1", null, t("join.already.title")),
    h("p", null, t("join.already.text", { clinic: me.clinic.name })),
    h("a", { class: "button main", href: homeOf(me.role) }, t("join.continue")),
  )
