/** The treatment sessions of a course, newest first. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { dayText, figure } from "./figures.js"
import { wideTable } from "./wide-table.js"

/**
 * @typedef {{
 *   target: string, intensity_percent_mt: number | null, pulses: number | null, frequency_hz: number | null,
 *   pattern?: string | null, intensity_percent_mso?: number | null, pulses_planned?: number | null, trains?: number | null,
 *   pulses_per_train?: number | null, iti_seconds?: number | null, localisation?: string | null,
 *   coil_position?: string | null, ap_mm?: number | null, lateral_degrees?: number | null, angle_degrees?: number | null
 * }} Block
 * @typedef {{
 *   id: string, number: number, on: string, phase: string | null, state: "full" | "partial" | "aborted" | "missed",
 *   blocks: Block[], site_pain?: number | null, note: string | null
 * }} Session
 */

/** @param {Session[]} sessions newest first */
export function sessionsTable(sessions) {
  if (!sessions.length) return h("p", { class: "muted" }, t("sessions.none"))
  return wideTable(
    t("sessions.title"),
    ["number", "day", "state", "blocks", "pain", "note"]
      .map((column) => t(`sessions.column.${column}`)),
    sessions.map((session) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, session.number),
        h("td", null, dayText(session.on)),
        h(
          "td",
          null,
          [t(`sessions.state.${session.state}`), session.phase && t(`sessions.phase.${session.phase}`)].filter(
            Boolean,
          ).join(", "),
        ),
        h("td", null, session.blocks.map((block) => h("div", null, blockText(block)))),
        h("td", null, figure(session.site_pain)),
        h("td", { class: "words" }, session.note ?? ""),
      )
    ),
  )
}

/** "L DLPFC, 120 % MT, 3,000 pulses, 10 Hz". @param {Block} block */
export function blockText({ target, intensity_percent_mt, pulses, frequency_hz }) {
  return [
    target,
    intensity_percent_mt !== null && t("sessions.intensity", { percent: figure(intensity_percent_mt) }),
    pulses !== null && t("sessions.pulses", { count: pulses }),
    frequency_hz !== null && t("sessions.hertz", { hertz: figure(frequency_hz) }),
  ].filter(Boolean).join(", ")
}
