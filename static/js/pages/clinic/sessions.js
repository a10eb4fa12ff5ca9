/** All sessions of a course: each can be read in full, corrected or removed; and the motor thresholds they were set by. */

import { get, post } from "../../api.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { field } from "../../components/clinic/field.js"
import { dayIn, dayText, figure, timeIn } from "../../components/clinic/figures.js"
import { blockText } from "../../components/clinic/sessions-table.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "./frame.js"
import { reasonText, sessionForm, thresholdText } from "./session-form.js"
import { thresholds } from "./thresholds.js"

/**
 * @typedef {import("./session-form.js").SessionValues & { id: string, operator_id: string }} Session
 * @typedef {{
 *   course_id: string, patient: string, sessions: Session[], thresholds: import("./session-form.js").MotorThreshold[],
 *   operators: Record<string, string>
 * }} SessionsSheet
 */

/** @param {import("../../router.js").Place} place */
export default async function sessions({ params: { id } }) {
  const [sheet] = await Promise.all([
    /** @type {Promise<SessionsSheet>} */ (get(`/api/courses/${id}/sessions`)),
    prepareDesk("session", "safety"),
  ])
  return { title: t("sessions.title"), view: () => desk("courses", page(sheet)) }
}

/** @param {SessionsSheet} sheet */
function page(sheet) {
  const path = `/app/courses/${sheet.course_id}`
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: path }, sheet.patient)),
        h("h1", null, t("sessions.title")),
      ),
      h("a", { class: "button plain", href: `${path}/session` }, t("course.record_session")),
    ),
    courseWays(sheet.course_id, "sessions"),
    thresholds(sheet),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("sessions.all")),
      sheet.sessions.length
        ? h("ul", { class: "responses" }, sheet.sessions.map((session) => h("li", null, entry(session, sheet))))
        : h("p", { class: "muted" }, t("sessions.none")),
    ),
  ]
}

/** @param {Session} session @param {SessionsSheet} sheet */
function entry(session, sheet) {
  const doing = signal(/** @type {"correct" | "remove" | null} */ (null)), close = () => doing.value = null
  const blocks = session.blocks.map(blockText).join("; ")
  const state = [t(`sessions.state.${session.state}`), session.reason && reasonText(session.reason)].filter(Boolean)
  return h(
    "details",
    null,
    h(
      "summary",
      { class: "num" },
      h("strong", null, t("sessions.entry", { number: String(session.number), day: dayText(session.on) })),
      ` ${state.join(", ")}`,
      blocks && h("span", { class: "muted" }, ` · ${blocks}`),
    ),
    facts(session, sheet),
    h(
      "div",
      { class: "deeds no-print", hidden: () => doing.value !== null },
      h(
        "button",
        { type: "button", class: "button plain", onclick: () => doing.value = "correct" },
        t("sessions.correct"),
      ),
      h(
        "button",
        { type: "button", class: "button quiet", onclick: () => doing.value = "remove" },
        t("sessions.remove"),
      ),
    ),
    () => doing.value === "correct" && correction(session, sheet, close),
    () => doing.value === "remove" && removal(session, close),
  )
}

/** @param {Session} session @param {SessionsSheet} sheet */
function facts(session, { thresholds, operators }) {
  const zone = clinicZone(), threshold = thresholds.find(({ id }) => id === session.threshold_id)
  const times = [session.started_at, session.ended_at].filter((at) => at !== null).map((at) => timeIn(at, zone))
  const ears = (/** @type {boolean | null} */ worn) =>
    worn === null ? null : t(worn ? "sessions.worn" : "sessions.not_worn")
  const rows = /** @type {[string, string | null][]} */ ([
    ["times", times.join("–") || null],
    ["phase", session.phase && t(`sessions.phase.${session.phase}`)],
    ["session_in_day", session.session_in_day === null ? null : figure(session.session_in_day)],
    ["device", [session.device, session.coil, session.coil_serial].filter(Boolean).join(", ") || null],
    ["threshold", threshold ? thresholdText(threshold) : null],
    ["cpt", session.cpt],
    ["pain", session.site_pain === null ? null : t("sessions.pain_of", { value: figure(session.site_pain) })],
    ["ears_patient", ears(session.ears_patient)],
    ["ears_operator", ears(session.ears_operator)],
    ["operator", operators[session.operator_id] ?? null],
    ["physician", session.physician],
    ["note", session.note],
    ...session.blocks.map((block, index) => [`block`, `${index + 1}: ${fullText(block)}`]),
  ]).filter(([, value]) => value)
  return h(
    "dl",
    { class: "pairs small num" },
    rows.map(([key, value]) => [h("dt", { class: "muted" }, t(`sessions.row.${key}`)), h("dd", null, value)]),
  )
}

/** @param {import("../../components/clinic/sessions-table.js").Block} block */
function fullText(block) {
  const stated = (/** @type {number | null | undefined} */ value) => value !== null && value !== undefined
  return [
    block.pattern,
    blockText(block),
    stated(block.intensity_percent_mso) && t("sessions.output", { percent: figure(block.intensity_percent_mso) }),
    stated(block.pulses_planned) && t("sessions.planned", { count: figure(block.pulses_planned) }),
    stated(block.trains) &&
    t("sessions.trains", { trains: figure(block.trains), pulses: figure(block.pulses_per_train) }),
    stated(block.iti_seconds) && t("sessions.pause", { seconds: figure(block.iti_seconds) }),
    block.localisation,
    block.coil_position,
    stated(block.ap_mm) && t("sessions.ap", { value: figure(block.ap_mm) }),
    stated(block.lateral_degrees) && t("sessions.lateral", { value: figure(block.lateral_degrees) }),
    stated(block.angle_degrees) && t("sessions.angle", { value: figure(block.angle_degrees) }),
  ].filter(Boolean).join(", ")
}

/** @param {Session} session @param {SessionsSheet} sheet @param {() => void} onCancel */
function correction(session, { thresholds }, onCancel) {
  const threshold = thresholds.find(({ id }) => id === session.threshold_id) ?? null
  const zone = clinicZone(), latest = dayIn(new Date(), zone)
  const { sending, fields, take } = sessionForm(session, { zone, threshold, latest })
  return formOf(
    {
      sending,
      onCancel,
      deed: t("sessions.correct_deed"),
      async submit(values, confirmed) {
        const changes = take(values)
        if (!changes) return
        await post(`/api/sessions/${session.id}/correct`, { changes, reason: values.why, confirmed })
        await tellAndReload(t("sessions.told_corrected", { number: String(session.number) }))
      },
    },
    ...fields,
    why(sending.errors),
  )
}

/** @param {Session} session @param {() => void} onCancel */
function removal(session, onCancel) {
  const sending = newSending((name) => name === "reason" ? "why" : name)
  return formOf(
    {
      sending,
      onCancel,
      deed: t("sessions.remove_deed"),
      async submit(values) {
        await post(`/api/sessions/${session.id}/remove`, { reason: values.why })
        await tellAndReload(t("sessions.told_removed", { number: String(session.number) }))
      },
    },
    h("p", { class: "small muted" }, t("sessions.remove_about")),
    why(sending.errors),
  )
}

/** @param {import("../../components/clinic/field.js").Errors} errors */
const why = (errors) =>
  field({ name: "why", label: t("sessions.why"), hint: t("sessions.why_hint"), errors }, "textarea", { rows: 2 })
