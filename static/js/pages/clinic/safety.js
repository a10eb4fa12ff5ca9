/** The safety of one course: its screen and who cleared it, its holds, and the short checks before its sessions. */

import { get, post } from "../../api.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { checkbox, field } from "../../components/clinic/field.js"
import { dayText, nearMoment } from "../../components/clinic/figures.js"
import { holdCard } from "../../components/clinic/hold-card.js"
import { screenAnswers } from "../../components/clinic/screen-answers.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { clinicZone, desk, isClinician, prepareDesk, tellAndReload } from "./frame.js"
import { holdDeeds, holdPlacing } from "./hold-deeds.js"
import { screenForm } from "./screen-form.js"

/**
 * @typedef {import("../../components/clinic/screen-answers.js").Screen} Screen
 * @typedef {import("../../components/clinic/screen-answers.js").Question} Question
 * @typedef {{ id: string, on: string, answers: Record<string, boolean>, detail: string | null, hold_id: string | null, recorded_by: string, recorded_at: string }} ReCheck
 * @typedef {{
 *   course_id: string, form: string, questions: Question[], forms: Record<string, Question[]>, screens: Screen[],
 *   re_checks: ReCheck[], holds: import("../../components/clinic/hold-card.js").Hold[]
 * }} SafetySheet
 */

const SHOWN = 7 // checks before the reader asks for all

/** @param {import("../../router.js").Place} place */
export default async function safety({ params: { id } }) {
  const [sheet, { patient }] = await Promise.all([
    /** @type {Promise<SafetySheet>} */ (get(`/api/courses/${id}/safety`)),
    get(`/api/courses/${id}/session-proposal`),
    prepareDesk("session", "safety"),
  ])
  return { title: t("safety.title"), view: () => desk("courses", page(sheet, patient)) }
}

/** @param {SafetySheet} sheet @param {string} name of the patient */
function page(sheet, name) {
  const shown = { zone: clinicZone(), now: new Date(), heading: /** @type {const} */ ("h3") }
  const open = sheet.holds.filter(({ cleared_at }) => cleared_at === null)
  const cleared = sheet.holds.filter(({ cleared_at }) => cleared_at !== null)
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: `/app/courses/${sheet.course_id}` }, name)),
        h("h1", null, t("safety.title")),
      ),
    ),
    courseWays(sheet.course_id, "safety"),
    h(
      "section",
      { class: "stack" },
      h("h2", null, t("safety.holds")),
      open.map((hold) => holdCard(hold, shown, holdDeeds(hold))),
      open.length === 0 && h("p", { class: "muted" }, t("safety.no_hold")),
      holdPlacing(sheet.course_id, name),
      cleared.length > 0 && h(
        "details",
        { class: "card" },
        h("summary", null, t("safety.cleared_holds", { count: cleared.length })),
        cleared.map((hold) => holdCard(hold, shown, null)),
      ),
    ),
    screens(sheet),
    checks(sheet),
  ]
}

/** @param {SafetySheet} sheet */
function screens(sheet) {
  const [current, ...earlier] = sheet.screens, filling = signal(false)
  const at = (/** @type {string} */ moment) => nearMoment(moment, clinicZone(), new Date())
  return h(
    "section",
    { class: "card form-card is-dense" },
    h("h2", null, t("safety.screen")),
    current
      ? [
        h(
          "p",
          null,
          h("strong", { class: ["waiting", "stopped"].includes(current.clearance) ? "chip is-red" : null }, [
            t(`safety.stands.${current.clearance}`),
          ]),
        ),
        signed(current, at),
        screenAnswers(current, sheet.forms[current.form]),
        ["waiting", "stopped"].includes(current.clearance) && clearance(current),
      ]
      : h("p", null, t("safety.none")),
    h(
      "div",
      { class: "no-print" },
      h("button", {
        type: "button",
        class: current ? "link" : "button",
        hidden: () => filling.value,
        onclick: () => filling.value = true,
      }, t(current ? "safety.fill_again" : "safety.fill")),
      () => filling.value && screenForm(sheet, () => filling.value = false),
    ),
    earlier.length > 0 && h(
      "details",
      null,
      h("summary", { class: "small" }, t("safety.earlier", { count: earlier.length })),
      earlier.map((screen) =>
        h(
          "article",
          { class: "question" },
          h("p", null, t(`safety.stands.${screen.clearance}`)),
          signed(screen, at),
          screenAnswers(screen, sheet.forms[screen.form]),
        )
      ),
    ),
  )
}

/** @param {Screen} screen @param {(moment: string) => string} at */
const signed = (screen, at) => [
  h("p", { class: "small muted" }, t("safety.filled", { by: screen.filled_in_by, at: at(screen.filled_in_at) })),
  screen.cleared_at && h(
    "p",
    { class: "small" },
    h("span", { class: "muted" }, t("safety.cleared", { by: screen.cleared_by ?? "", at: at(screen.cleared_at) })),
    ` ${screen.clear_reason}`,
  ),
]

/** A clinician's signature below a screen. @param {Screen} screen */
function clearance(screen) {
  if (!isClinician()) return h("p", { class: "small muted" }, t("safety.ask_clinician"))
  const sending = newSending(), stopped = screen.clearance === "stopped"
  return formOf(
    {
      sending,
      deed: t("safety.clear"),
      async submit(values) {
        const override = values.override === "yes"
        await post(`/api/screens/${screen.id}/clear`, { reason: values.reason, override })
        await tellAndReload(t("safety.told_cleared"))
      },
    },
    stopped && checkbox(
      { name: "override", label: t("safety.override"), hint: t("safety.override_hint"), errors: sending.errors },
      false,
    ),
    field(
      { name: "reason", label: t("safety.reason"), hint: t("safety.reason_hint"), errors: sending.errors },
      "textarea",
      { rows: 3 },
    ),
  )
}

/** @param {SafetySheet} sheet */
function checks({ re_checks }) {
  const all = signal(re_checks.length <= SHOWN)
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("recheck.list")),
    re_checks.length === 0 && h("p", { class: "muted" }, t("recheck.none")),
    () =>
      h(
        "ul",
        { class: "lines small num" },
        (all.value ? re_checks : re_checks.slice(0, SHOWN)).map((check) => {
          const yes = Object.keys(check.answers).filter((key) => check.answers[key])
          return h(
            "li",
            { class: yes.length ? "is-amber" : null },
            `${dayText(check.on)}: `,
            yes.length ? yes.map((key) => t(`recheck.item.${key}`)).join(", ") : t("recheck.all_no"),
            check.detail && `. ${check.detail}`,
            h("span", { class: "muted" }, ` · ${check.recorded_by}`),
          )
        }),
      ),
    () =>
      !all.value && h("button", { type: "button", class: "link no-print", onclick: () => all.value = true }, [
        t("course.show_all", { count: re_checks.length }),
      ]),
  )
}
