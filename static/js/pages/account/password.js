/** One's own password and authenticator app: of staff, on their account's page and when they set up how they sign in. */
import { get, post } from "../../api.js"
import { codeField, credentialForm, loginField, passwordField } from "../../credentials.js"
import { h, signal } from "../../dom.js"
import { prepareAccess } from "../../passkey.js"
import { withProof } from "../../proof.js"
import { me } from "../../session.js"
import { moment, t } from "../../translate.js"

/**
 * @typedef {{ login: string | null, changed_at: string | null, has_code: boolean, code_since: string | null }} State
 * @typedef {{ secret: string, qr: string, expires_at: string }} Offer
 * @typedef {"nothing" | "password" | "app" | "remove"} Doing what is being done
 */

/** @type {State} */
const NOTHING = { login: null, changed_at: null, has_code: false, code_since: null }

export async function section() {
  const [state] = await Promise.all([/** @type {Promise<State>} */ (get("/api/me/password")), prepareAccess()])
  return () => card(state, t("password.about"))
}

/** @param {{ done: (me: import("../../session.js").Me) => void }} deeds */
export const setUp = ({ done }) =>
  card(NOTHING, t("set_up.password"), async ({ login, has_code }) => {
    if (login && has_code) done(await get("/api/me"))
  })

/**
 * @param {State} atFirst
 * @param {string} about
 * @param {(state: State) => Promise<void>} [onChange]
 */
function card(atFirst, about, onChange) {
  const state = signal(atFirst), doing = signal(/** @type {Doing} */ ("nothing")), done = signal("")
  const offer = signal(/** @type {Offer | null} */ (null)), problem = signal("")
  // A secret that was shown and left must not stay on the screen.
  const stop = () => {
    doing.value = "nothing"
    offer.value = null
  }
  /** @param {State} fresh @param {string} sentence */
  const take = async (fresh, sentence) => {
    stop()
    state.value = fresh
    done.value = sentence
    await onChange?.(fresh)
  }
  /** @param {Doing} what */
  const start = (what) => async () => {
    done.value = problem.value = ""
    try {
      if (what === "app") offer.value = await withProof(() => post("/api/me/totp/begin", {}))
      doing.value = what
    } catch (fault) {
      problem.value = fault instanceof Error ? fault.message : String(fault)
    }
  }
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("password.title")),
    h("p", { class: "small muted" }, about),
    () => facts(state.value),
    h("p", { role: "status", class: "small", hidden: () => !done.value }, () => done.value),
    h("p", { class: "problem", role: "alert", hidden: () => !problem.value }, () => problem.value),
    () => {
      if (doing.value === "password") return passwordForm(state.peek(), take, stop)
      if (doing.value === "app" && offer.value) return appForm(offer.value, take, stop)
      if (doing.value === "remove") return removeForm(take, stop)
      return deeds(state.value, start)
    },
  )
}

/** @param {State} state */
function facts({ login, changed_at, has_code, code_since }) {
  const zone = me.peek()?.clinic.zone
  return [
    login && changed_at && h("p", null, t("password.since", { login, at: moment(changed_at, zone) })),
    has_code && code_since && h("p", null, t("password.app_since", { at: moment(code_since, zone) })),
    login && !has_code && h("p", { class: "problem" }, t("password.app_missing")),
  ]
}

/** @param {State} state @param {(what: Doing) => () => void} start */
function deeds({ login, has_code }, start) {
  const next = login ? "app" : "password"
  const button = (/** @type {string} */ key, /** @type {Doing} */ what, kind = "button plain") =>
    h("button", { type: "button", class: kind, onclick: start(what) }, t(key))
  if (!login || !has_code) {
    return h("div", { class: "deeds" }, button(login ? "password.app_begin" : "password.begin", next))
  }
  return h(
    "div",
    { class: "deeds" },
    button("password.change", "password"),
    button("password.app_again", "app"),
    button("password.remove", "remove", "button quiet"),
  )
}

/** @typedef {(fresh: State, sentence: string) => Promise<void>} Take */

/** @param {State} state @param {Take} take @param {() => void} stop */
function passwordForm({ login }, take, stop) {
  const form = credentialForm({
    fields: [
      ...(login ? [passwordField({ name: "current", label: t("password.current") })] : []),
      { ...loginField(), hint: t("password.login_hint"), props: { ...loginField().props, value: login ?? "" } },
      passwordField({ label: t("password.new"), hint: t("password.new_hint"), isNew: true }),
    ],
    deed: t("password.set"),
    onCancel: stop,
    async submit(values) {
      const fresh = await withProof(() => post("/api/me/password", values))
      await take(fresh, t("password.was_set"))
    },
  })
  queueMicrotask(() => /** @type {HTMLElement | null} */ (form.querySelector("input"))?.focus())
  return form
}

/** @param {Offer} offer @param {Take} take @param {() => void} stop */
function appForm({ secret, qr }, take, stop) {
  return h(
    "div",
    { class: "stack" },
    h("p", null, t("password.app_scan")),
    h("img", { class: "qr", src: qr, alt: t("password.app_qr"), width: 200, height: 200 }),
    h("p", null, t("password.app_type"), " ", h("code", null, secret.replace(/(.{4})(?=.)/g, "$1 "))),
    h("p", null, t("password.app_confirm")),
    credentialForm({
      fields: [codeField()],
      deed: t("password.app_save"),
      onCancel: stop,
      async submit(values) {
        const fresh = await withProof(() => post("/api/me/totp", values))
        await take(fresh, t("password.app_done"))
      },
    }),
  )
}

/** @param {Take} take @param {() => void} stop */
function removeForm(take, stop) {
  return h(
    "div",
    { class: "stack" },
    h("p", null, t("password.remove_ask")),
    credentialForm({
      fields: [],
      deed: t("password.remove"),
      onCancel: stop,
      submit: async () => take(await withProof(() => post("/api/me/password/remove", {})), t("password.removed")),
    }),
  )
}
