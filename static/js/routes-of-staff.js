/** Which page of staff stands at which path, by role. */

/** @typedef {import("./session.js").Role} Role */
/** @typedef {import("./router.js").Route} Route */

/** Staff who came by a link: nothing else opens before. @type {Route[]} */
const SET_UP = [{ path: "/.*", load: () => import("./pages/account/set-up.js") }]

/** @type {Route} */
const OUTCOMES = { path: "/app/outcomes", load: () => import("./pages/clinic/outcomes.js") }

/** @type {Route[]} */
const ANY_STAFF = [{ path: "/app/account", load: () => import("./pages/account/account.js") }]

/** @type {Route[]} */
const CLINIC = [
  ...ANY_STAFF,
  { path: "/app/caseload", load: () => import("./pages/clinic/caseload.js") },
  { path: "/app/courses/:id", load: () => import("./pages/clinic/course.js") },
  { path: "/app/courses/:id/forms", load: () => import("./pages/clinic/forms-page.js") },
  { path: "/app/courses/:id/session", load: () => import("./pages/clinic/session.js") },
  { path: "/app/courses/:id/sessions", load: () => import("./pages/clinic/sessions.js") },
  { path: "/app/courses/:id/safety", load: () => import("./pages/clinic/safety.js") },
  { path: "/app/courses/:id/events", load: () => import("./pages/clinic/events.js") },
  { path: "/app/alerts", load: () => import("./pages/clinic/alerts.js") },
  { path: "/app/alerts/:id", load: () => import("./pages/clinic/alert.js") },
  { path: "/app/test-alerts/:id", load: () => import("./pages/clinic/test-alert.js") },
  { path: "/app/courses/:id/plan", load: () => import("./pages/clinic/plan.js") },
  { path: "/app/courses/:id/background", load: () => import("./pages/clinic/background.js") },
  { path: "/app/courses/:id/changes", load: () => import("./pages/clinic/changes.js") },
  OUTCOMES,
  { path: "/app/clinic/settings", load: () => import("./pages/admin/settings.js") },
  { path: "/app/patients/new", load: () => import("./pages/clinic/new-patient.js") },
  { path: "/app/patients/:id", load: () => import("./pages/clinic/patient.js") },
]

/** @type {Route[]} */
const STUDY = [
  ...ANY_STAFF,
  { path: "/app/studies", load: () => import("./pages/study/studies.js") },
  { path: "/app/studies/:id", load: () => import("./pages/study/study.js") },
]

/** @type {Route[]} */
const ADMIN = [
  ...ANY_STAFF,
  { path: "/app/clinic", load: () => import("./pages/admin/clinic.js") },
  { path: "/app/clinic/card", load: () => import("./pages/admin/card.js") },
  { path: "/app/clinic/advice", load: () => import("./pages/admin/advice.js") },
  { path: "/app/clinic/staff", load: () => import("./pages/admin/staff.js") },
  { path: "/app/clinic/duty", load: () => import("./pages/admin/duty.js") },
  { path: "/app/clinic/access", load: () => import("./pages/admin/access.js") },
  { path: "/app/clinic/keys", load: () => import("./pages/admin/keys.js") },
  { path: "/app/clinic/leaving", load: () => import("./pages/admin/leaving.js") },
  { path: "/app/clinic/messages", load: () => import("./pages/admin/messages.js") },
  OUTCOMES,
  { path: "/app/clinic/settings", load: () => import("./pages/admin/settings.js") },
]

/** @type {Record<Exclude<Role, "patient">, Route[]>} */
const BY_ROLE = { technician: CLINIC, clinician: CLINIC, coordinator: STUDY, researcher: STUDY, admin: ADMIN }

/** @param {Exclude<Role, "patient">} role @param {boolean} isSetUp false: no way to sign in of their own yet */
export const routesOfStaff = (role, isSetUp) => (isSetUp ? BY_ROLE[role] : SET_UP)
