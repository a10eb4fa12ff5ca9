import { h } from "../dom.js"
import { t } from "../translate.js"
import { signInLine } from "./patient-layout.js"

/**
 * Why something is not here that only the clinic has, and what helps: no connection is only said where there is none.
 *
 * @param {{ kind: string, status: number, message: string }} problem as in api.js
 * @param {string} offline what to say without a connection
 */
export function whyNot({ kind, status, message }, offline) {
  if (status === 401) return signInLine()
  return h("p", { class: "problem" }, kind === "unreachable" ? offline : message || t(`problem.${kind}.text`))
}
