/** Which page stands at which path, by role: a patient never downloads a clinician's code, nor the list of it. */

/** @typedef {import("./session.js").Role} Role */
/** @typedef {import("./router.js").Route} Route */

/** @type {Route[]} */
const ANYONE = [
  { path: "/i", load: () => import("./pages/join.js") },
  { path: "/help", load: () => import("./pages/help.js") },
  { path: "/kiosk", load: () => import("./pages/kiosk/kiosk.js") },
  { path: "/sso", load: () => import("./pages/account/sso-return.js") },
]

/** @type {Route[]} */
const NOBODY_YET = [
  { path: "/", load: () => import("./pages/welcome.js") },
  { path: "/app/.*", load: () => import("./pages/welcome.js") }, // and then the page that was asked for
]

/** @type {Route[]} */
const PATIENT = [
  { path: "/", load: () => import("./pages/patient/today.js") },
  { path: "/app/log/:day", load: () => import("./pages/patient/log.js") },
  { path: "/app/questionnaire/:instrument", load: () => import("./pages/patient/questionnaire.js") },
  { path: "/app/course", load: () => import("./pages/patient/course.js") },
  { path: "/app/settings", load: () => import("./pages/patient/settings.js") },
  { path: "/app/call", load: () => import("./pages/patient/call.js") },
  { path: "/app/passkey", load: () => import("./pages/patient/passkey-offer.js") },
  { path: "/app/sign-in", load: () => import("./pages/welcome.js") }, // when the session ended; the log stays in reach
]

/** @type {Record<Role, string>} */
const HOMES = {
  patient: "/",
  technician: "/app/caseload",
  clinician: "/app/caseload",
  coordinator: "/app/studies",
  researcher: "/app/studies",
  admin: "/app/clinic",
}

/**
 * @param {Role | undefined} role undefined: nobody is signed in
 * @param {boolean} [isSetUp] false: staff who have no way to sign in of their own yet
 * @returns {Promise<Route[]>}
 */
export async function routesOf(role, isSetUp = true) {
  if (role === undefined) return [...ANYONE, ...NOBODY_YET]
  if (role === "patient") return [...ANYONE, ...PATIENT]
  const { routesOfStaff } = await import("./routes-of-staff.js")
  return [...ANYONE, ...routesOfStaff(role, isSetUp)]
}

/** Where a person begins. @param {Role} role */
export const homeOf = (role) => HOMES[role]
