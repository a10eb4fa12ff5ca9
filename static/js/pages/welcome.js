/** Signing in: the first page for someone who is not signed in, at whichever address; that page then follows. */
import "../further-style.js"
import { patientLayout } from "../components/patient-layout.js"
import { h, signal } from "../dom.js"
import { go, match } from "../router.js"
import { homeOf, routesOf } from "../routes.js"
import { remember, unreachableAtStart } from "../session.js"
import { prepareSignIn, signInForm } from "../sign-in.js"
import { t } from "../translate.js"

/** @param {import("../router.js").Place} place */
export default async function welcome({ path }) {
  const modules = await prepareSignIn()
  const cameFor = path === "/" || path === "/app/sign-in" ? null : path

  /** @param {import("../session.js").Me} me */
  const entered = async (me) => {
    remember(me)
    const wanted = cameFor && match(await routesOf(me.role), cameFor) ? cameFor + location.search : homeOf(me.role)
    await go(wanted, { replace: true })
  }

  return {
    title: t("welcome.title"),
    view: () =>
      patientLayout(
        { nav: false },
        h("h1", null, t("welcome.title")),
        unreachableAtStart.peek() && h("p", { class: "problem" }, t("welcome.unreachable")),
        cameFor && h("p", null, t("sign_in.back")),
        h(
          "section",
          { class: "card stack", "aria-labelledby": "sign-in-title" },
          h("h2", { id: "sign-in-title" }, t("sign_in.title")),
          signInForm({ modules, deed: t("sign_in.passkey"), entered }),
        ),
        invitation(),
      ),
  }
}

/** For who was invited, and has a link that did not open by itself. */
function invitation() {
  const problem = signal("")

  /** @param {SubmitEvent} event */
  const open = (event) => {
    event.preventDefault()
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))
    const token = String(form.get("link")).trim().replace(/^.*#/, "")
    if (token) go(`/i#${token}`)
    else problem.value = t("welcome.missing")
  }
  return h(
    "form",
    { class: "card stack", onsubmit: open, novalidate: true },
    h("h2", null, t("welcome.invited")),
    h("p", null, t("welcome.text")),
    h(
      "div",
      { class: "field" },
      h("label", { for: "link" }, t("welcome.link")),
      h("p", { class: "small muted", id: "link-hint" }, t("welcome.link.hint")),
      h("input", {
        id: "link",
        name: "link",
        type: "text",
        autocomplete: "off",
        autocapitalize: "none",
        spellcheck: "false",
        "aria-describedby": "link-hint",
      }),
    ),
    h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
    h("button", { class: "button plain", type: "submit" }, t("welcome.open")),
  )
}
