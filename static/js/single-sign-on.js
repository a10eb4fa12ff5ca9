/** The way to an identity provider and back: what this tab must remember meanwhile. */
import { post } from "./api.js"

const KEPT = "lodestone.sso"

/**
 * Leaves for the provider. Comes back at /sso.
 *
 * @param {{ proves: boolean }} what proves: a signed-in person proves who they are; otherwise somebody signs in
 */
export async function leaveFor({ proves }) {
  const { url } = await post(proves ? "/api/me/sso/begin" : "/api/sign-in/sso/begin", {})
  const back = location.pathname === "/sso" ? "/" : location.pathname + location.search
  sessionStorage.setItem(KEPT, JSON.stringify({ proves, back }))
  location.assign(url)
}

/** What was left behind, once. @returns {{ proves: boolean, back: string }} */
export function cameBack() {
  const kept = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  return kept ? JSON.parse(kept) : { proves: false, back: "/" }
}
