/** Whether the clinic may take in patients: what is missing, and whether its crisis numbers are old. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"

/**
 * @typedef {{ id: string, sent_at: string, sent_by: string, acknowledged_at: string | null, acknowledged_by: string | null }} TestAlert
 * @typedef {{
 *   missing: string[], is_old: boolean, verified_on: string | null, verified_by: string | null, test_alert: TestAlert | null,
 * }} Readiness
 */

/** For those who look after patients; nothing while all is well. @param {Readiness} readiness */
export const readinessNotice = ({ missing, is_old }) =>
  missing.length > 0
    ? h("p", { class: "problem" }, t("ready.not_ready"))
    : is_old && h("p", { class: "problem" }, t("ready.old"))
