/**
 * Proving again who one is, where being signed in is not enough.
 *
 *     const { sessions } = await withProof(() => post("/api/me/sessions/end-others", {}))
 *
 * asks for a proof when the clinic answers "verify-first", and then calls once more. Whoever closes the question gets
 * that first answer, so that the page says what is lacking.
 */
import { get, Problem } from "./api.js"
import { h, mount } from "./dom.js"
import { prepareAccess } from "./passkey.js"
import { me, remember } from "./session.js"
import { t } from "./translate.js"

/**
 * One way to prove who one is. `done` takes the clinic's answer: who is signed in now.
 *
 * @typedef {{ form: (deeds: { done: (me: import("./session.js").Me) => void }) => Node }} ProofModule
 */

// By the names that /api/me/ways answers with; each area adds its line.
/** @type {Record<string, () => Promise<ProofModule>>} */
const FORMS = {
  passkey: () => import("./proofs/passkey.js"),
  code: () => import("./proofs/code.js"),
  password: () => import("./proofs/password.js"),
  "single sign-on": () => import("./proofs/sso.js"),
}

/** @type {Promise<boolean> | null} */
let asking = null

/**
 * @template T
 * @param {() => Promise<T>} call
 * @returns {Promise<T>}
 */
export async function withProof(call) {
  try {
    return await call()
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== "verify-first" || !(await proveAgain())) throw problem
    return call()
  }
}

/** Asks for a proof in a dialog. Two who ask at once share one question. @returns {Promise<boolean>} whether it was given */
export function proveAgain() {
  return asking ??= ask().finally(() => (asking = null))
}

async function ask() {
  const [{ ways }] = await Promise.all([
    /** @type {Promise<{ ways: string[] }>} */ (get("/api/me/ways")),
    prepareAccess(),
  ])
  const known = ways.filter((way) => way in FORMS)
  const modules = await Promise.all(known.map((way) => FORMS[way]()))
  return new Promise((resolve) => show(modules, resolve))
}

/** @param {ProofModule[]} modules @param {(proven: boolean) => void} resolve */
function show(modules, resolve) {
  let proven = false
  const kind = me.peek()?.role === "patient" ? "patient" : "staff"
  const before = /** @type {HTMLElement | null} */ (document.activeElement)
  const dialog = h("dialog", { class: "ask", "aria-labelledby": "proof-title" })
  /** @param {import("./session.js").Me} fresh */
  const done = (fresh) => {
    remember(fresh)
    proven = true
    dialog.close()
  }
  const unmount = mount(dialog, () => [
    h("h2", { id: "proof-title" }, t("proof.title")),
    h("p", null, t(`proof.text.${kind}`)),
    modules.map(({ form }) => form({ done })),
    modules.length === 0 && h("p", null, t(`proof.none.${kind}`)),
    h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, t("proof.cancel")),
  ])
  dialog.addEventListener("close", () => {
    unmount()
    dialog.remove()
    before?.focus?.()
    resolve(proven)
  })
  document.body.append(dialog)
  dialog.showModal()
}
