/** What was tried before a course, what is given beside it, and earlier TMS. */

import { get, post } from "../../api.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { field } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { h } from "../../dom.js"
import { day, number, t } from "../../translate.js"
import { adjunctForm, doseForm, priorForm, trialForm } from "./background-forms.js"
import { formOf, newSending } from "./forms.js"
import { desk, isClinician, prepareDesk, tellAndReload } from "./frame.js"
import { courseHead } from "./plan-head.js"

/**
 * @typedef {{
 *   id: string, kind: string, name: string, drug_class: string | null, dose: number | null, dose_unit: string | null,
 *   started: string | null, stopped: string | null, adequate: string, outcome: string, reason: string | null
 * }} Trial
 * @typedef {{
 *   id: string, kind: string, name: string, dose: number | null, dose_unit: string | null, started_on: string,
 *   stopped_on: string | null, note: string | null
 * }} Adjunct
 * @typedef {{
 *   had: boolean, when: string | null, device: string | null, sessions: number | null,
 *   best_change_percent: number | null, note: string | null
 * }} Prior
 * @typedef {{ patient_id: string, name: string, trials: Trial[], adjuncts: Adjunct[], prior: Prior | null }} Background
 */

/** @param {import("../../router.js").Place} place */
export default async function background({ params: { id } }) {
  const [plan] = await Promise.all([get(`/api/courses/${id}/plan`), prepareDesk("plan")])
  const found = /** @type {Background} */ (await get(`/api/patients/${plan.patient_id}/background`))
  const view = () =>
    desk(
      "courses",
      courseHead(plan, t("background.title"), t("background.about")),
      courseWays(id, "background"),
      trialsCard(found),
      adjunctsCard(found),
      priorCard(found),
    )
  return { title: `${plan.patient}: ${t("background.title")}`, view }
}

/** @param {Background} background */
const trialsCard = ({ patient_id, trials }) =>
  h(
    "section",
    { class: "card" },
    h("h2", null, t("background.trials")),
    !trials.length && h("p", { class: "small muted" }, t("background.no_trials")),
    h("ul", { class: "kept" }, trials.map(trialItem)),
    opener(t("background.add_trial"), (close) =>
      trialForm(null, close, async (said) => {
        await post(`/api/patients/${patient_id}/trials`, said)
        await tellAndReload(t("background.told"))
      })),
  )

/** @param {{ dose: number | null, dose_unit: string | null }} given */
const doseText = ({ dose, dose_unit }) => dose === null ? null : `${number(dose)} ${dose_unit}`

/** @param {Trial} trial */
function trialItem(trial) {
  const { name, kind, drug_class, started, stopped, adequate, outcome, reason } = trial
  const span = started || stopped ? `${started ?? "?"} – ${stopped ?? "?"}` : null
  return h(
    "li",
    null,
    h("p", null, h("strong", null, name), ` · ${t(`background.outcome.${keyOf(outcome)}`)}`),
    h(
      "p",
      { class: "small muted num" },
      [
        t(`background.kind.${keyOf(kind)}`),
        drug_class,
        trial.dose !== null && t("background.up_to", { dose: doseText(trial) ?? "" }),
        span,
        t(`background.adequate.${keyOf(adequate)}`),
      ].filter(Boolean).join(" · "),
    ),
    reason && h("p", { class: "small" }, reason),
    h(
      "div",
      { class: "deeds" },
      opener(t("background.correct"), (close) =>
        trialForm(trial, close, async (said) => {
          await post(`/api/trials/${trial.id}/change`, said)
          await tellAndReload(t("background.told"))
        })),
      isClinician() && opener(t("background.remove"), (close) => removalForm(`/api/trials/${trial.id}/remove`, close)),
    ),
  )
}

/** @param {Background} background */
const adjunctsCard = ({ patient_id, adjuncts }) =>
  h(
    "section",
    { class: "card" },
    h("h2", null, t("background.adjuncts")),
    !adjuncts.length && h("p", { class: "small muted" }, t("background.no_adjuncts")),
    h("ul", { class: "kept" }, adjuncts.map(adjunctItem)),
    opener(t("background.add_adjunct"), (close) =>
      adjunctForm(null, close, async (said) => {
        await post(`/api/patients/${patient_id}/adjuncts`, said)
        await tellAndReload(t("background.told"))
      })),
  )

/** @param {Adjunct} adjunct */
function adjunctItem(adjunct) {
  const { name, kind, started_on, stopped_on, note } = adjunct
  const span = stopped_on
    ? t("background.span", { from: day(started_on, "full"), to: day(stopped_on, "full") })
    : t("background.since", { day: day(started_on, "full") })
  return h(
    "li",
    null,
    h("p", null, h("strong", null, [name, doseText(adjunct)].filter(Boolean).join(" "))),
    h("p", { class: "small muted num" }, [t(`background.kind.${keyOf(kind)}`), span].join(" · ")),
    note && h("p", { class: "small" }, note),
    h(
      "div",
      { class: "deeds" },
      adjunct.dose !== null && opener(t("background.change_dose"), (close) => doseForm(adjunct, close)),
      opener(t("background.correct"), (close) =>
        adjunctForm(adjunct, close, async (said) => {
          await post(`/api/adjuncts/${adjunct.id}/change`, said)
          await tellAndReload(t("background.told"))
        })),
      isClinician() &&
        opener(t("background.remove"), (close) => removalForm(`/api/adjuncts/${adjunct.id}/remove`, close)),
    ),
  )
}

/** @param {Prior | null} prior */
const priorText = (prior) =>
  prior === null ? t("background.prior.unknown") : prior.had ? t("background.prior.some") : t("background.prior.none")

/** @param {Background} background */
function priorCard({ patient_id, prior }) {
  const rows = prior?.had
    ? /** @type {[string, string | null][]} */ ([
      ["when", prior.when],
      ["device", prior.device],
      ["sessions", prior.sessions === null ? null : String(prior.sessions)],
      ["best_change", prior.best_change_percent === null ? null : `${prior.best_change_percent}\u00a0%`],
      ["note", prior.note],
    ])
    : []
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("background.prior")),
    h("p", { class: "small" }, priorText(prior)),
    rows.length > 0 && h(
      "dl",
      { class: "pairs small num" },
      rows.map(([name, value]) => [
        h("dt", { class: "muted" }, t(`background.prior.${name}`)),
        h("dd", null, value ?? t("plan.not_recorded")),
      ]),
    ),
    opener(
      t(prior === null ? "background.say_prior" : "background.correct"),
      (close) =>
        priorForm(prior, close, async (said) => {
          await post(`/api/patients/${patient_id}/prior-tms`, said)
          await tellAndReload(t("background.told"))
        }),
    ),
  )
}

/** @param {string} address @param {() => void} onCancel */
function removalForm(address, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("background.remove"),
      async submit({ why }) {
        await post(address, { why })
        await tellAndReload(t("background.told_removed"))
      },
    },
    field({ name: "why", label: t("plan.reason"), errors: sending.errors }, "textarea", { rows: 2 }),
  )
}

/** The key of a sentence for one of the server's words, such as "response, then relapse". @param {string} word */
export const keyOf = (word) => word.toLowerCase().replace(/[^a-z]+/g, "_")
