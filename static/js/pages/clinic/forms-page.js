/** The questionnaires of a course: what is due, entering one, and reading, correcting and printing those that there are. */

import { get } from "../../api.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { dayText, nearDay } from "../../components/clinic/figures.js"
import { formHistory } from "../../components/clinic/form-history.js"
import { missingForms } from "../../components/clinic/missing-forms.js"
import { responsesList, timepointText } from "../../components/clinic/responses-list.js"
import { h, signal } from "../../dom.js"
import { day, t } from "../../translate.js"
import { correctionForm, entryForm, removalForm } from "./form-entry.js"
import { newSending } from "./forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "./frame.js"

/**
 * @typedef {import("../../components/clinic/responses-list.js").ResponseShown} ResponseShown
 * @typedef {import("../../question-flow.js").Instrument & {
 *   name: string, wording: string, filled_by: "patient" | "clinician", main: { low: number, high: number }
 * }} InstrumentOfForms
 * @typedef {{
 *   instrument: string, title: string, timepoint: string, due_on: string, until: string, overdue: boolean,
 *   on_phones: boolean, filled_by: string, recall_overlaps: boolean,
 *   language_missing: boolean,
 * }} Due
 * @typedef {{
 *   course: { id: string, started_on: string, state: string }, title: string, today: string, due: Due[],
 *   patient: { id: string, name: string, number: string | null, birth_date: string | null },
 *   missing: import("../../components/clinic/missing-forms.js").Gap[], responses: ResponseShown[], offered: string[],
 *   instruments: InstrumentOfForms[], spoken: InstrumentOfForms[],
 * }} FormsPage
 */

/** @param {import("../../router.js").Place} place query: "enter" names an instrument to begin with */
export default async function formsPage({ params: { id }, query }) {
  const [page] = await Promise.all([
    /** @type {Promise<FormsPage>} */ (get(`/api/courses/${id}/forms`)),
    prepareDesk("forms"),
  ])
  return { title: t("forms.title"), view: () => desk("courses", view(page, query)) }
}

/** @param {FormsPage} page @param {URLSearchParams} query */
function view(page, query) {
  const wanted = query.get("enter"), { patient, course } = page
  const entering = signal(/** @type {string | null} */ (wanted && page.offered.includes(wanted) ? wanted : null))
  const urgent = signal(/** @type {string[]} */ ([]))
  const saved = (/** @type {import("./form-entry.js").Entered} */ { response, raised }, /** @type {string} */ key) => {
    const sentence = t(key, { title: response.title, day: day(response.answered_on, "full") })
    // A safety question that was left open is on the list of alerts; it is no emergency.
    const atOnce = raised.filter(({ rule }) => rule !== "SI-5")
    if (!atOnce.length) return tellAndReload([sentence, ...raised.map(({ title }) => `${title}.`)].join(" "))
    // What must be acted on now is not left to a page that loads anew.
    entering.value = null
    urgent.value = [sentence, ...atOnce.map(({ title }) => title)]
  }
  const place = h(
    "div",
    { class: "stack no-print" },
    () =>
      entering.value === null
        ? h("div", { class: "deeds" }, enterButton(page.offered[0], entering, t("forms.enter")))
        : h(
          "section",
          { class: "card" },
          h("h2", null, t("forms.enter")),
          entryForm(page, entering.value, (entered) => saved(entered, "forms.told"), () => entering.value = null),
        ),
  )
  const person = [patient.number, patient.birth_date && t("forms.born", { day: day(patient.birth_date, "full") })]
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h(
          "p",
          { class: "small muted" },
          h("a", { href: `/app/courses/${course.id}` }, patient.name),
          person.filter(Boolean).map((each) => ` · ${each}`),
        ),
        h("h1", null, t("forms.title")),
        h("p", { class: "muted" }, page.title),
      ),
    ),
    courseWays(course.id, "forms"),
    () => urgent.value.length > 0 && tellNow(urgent.value),
    missingForms(page.missing),
    place,
    dueCard(page, (key) => {
      entering.value = key
      place.scrollIntoView({ block: "start" })
      place.querySelector("select")?.focus()
    }),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("forms.answered")),
      responsesList(page.responses, wordings(page), clinicZone(), (response) => deedsOf(page, response, saved)),
    ),
  ]
}

/** @param {string} key @param {import("../../dom.js").Signal<string | null>} entering @param {string} text */
const enterButton = (key, entering, text) =>
  h("button", { type: "button", class: "button", onclick: () => entering.value = key }, text)

/** What a safety answer asks of whoever typed it in. @param {string[]} lines what was saved, then why */
const tellNow = ([saved, ...reasons]) =>
  h(
    "section",
    { class: "card alert is-red", role: "alert" },
    h("h2", null, t("forms.tell_now")),
    reasons.map((each) => h("p", null, each)),
    h("p", null, t("forms.tell_now_text")),
    h("p", { class: "small muted" }, saved),
    h(
      "div",
      { class: "deeds" },
      h("a", { class: "button", href: "/app/alerts" }, t("forms.to_alerts")),
      h("button", { type: "button", class: "button quiet", onclick: () => tellAndReload(saved) }, t("forms.told_them")),
    ),
  )

/** @param {FormsPage} page @param {(key: string) => void} enter */
const dueCard = ({ due, today }, enter) =>
  h(
    "section",
    { class: "card no-print" },
    h("h2", null, t("forms.due")),
    due.length === 0 && h("p", { class: "muted" }, t("forms.none_due")),
    h(
      "ul",
      { class: "responses" },
      due.map((each) =>
        h(
          "li",
          null,
          h(
            "div",
            { class: "card-head" },
            h(
              "div",
              null,
              h("strong", null, each.title),
              ` ${timepointText(each.timepoint)}`,
              h(
                "p",
                { class: "small muted" },
                [
                  t(each.overdue ? "forms.overdue_since" : "forms.due_since", { day: nearDay(each.due_on, today) }),
                  t("forms.until", { day: dayText(each.until) }),
                  each.filled_by === "clinician" ? t("forms.clinician_fills") : t(
                    each.on_phones
                      ? "forms.phone_asks"
                      : each.language_missing
                      ? "forms.language_missing"
                      : "forms.paper_only",
                  ),
                  each.recall_overlaps && t("forms.recall_overlaps"),
                ].filter(Boolean).join(" · "),
              ),
            ),
            h("button", {
              type: "button",
              class: "button plain",
              "aria-label": t("forms.enter_one", { title: each.title }),
              onclick: () => enter(each.instrument),
            }, t("forms.enter_short")),
          ),
        )
      ),
    ),
  )

/** The wording of each version, and of the newest one by the key alone. @param {FormsPage} page */
const wordings = ({ instruments }) =>
  Object.fromEntries([
    ...[...instruments].reverse().map((each) => [each.key, each]),
    ...instruments.map((each) => [`${each.key}/${each.version}`, each]),
  ])

/**
 * What can be done about one questionnaire, below its answers.
 *
 * @param {FormsPage} page
 * @param {ResponseShown} response
 * @param {(entered: import("./form-entry.js").Entered, key: string) => void} saved
 */
function deedsOf(page, response, saved) {
  const open = signal(/** @type {"" | "correct" | "remove" | "history"} */ ("")), sending = newSending()
  const steps = signal(/** @type {import("../../components/clinic/form-history.js").Step[]} */ ([]))
  const close = () => open.value = ""
  const deed = (/** @type {"correct" | "remove" | "history"} */ which, /** @type {() => void} */ onclick) =>
    h("button", {
      type: "button",
      class: "link",
      "aria-expanded": () => String(open.value === which),
      onclick,
    }, t(`forms.${which}`))
  const toggle = (/** @type {"correct" | "remove"} */ which) => () => open.value = open.peek() === which ? "" : which
  return h(
    "div",
    { class: "stack no-print" },
    h(
      "div",
      { class: "deeds" },
      deed("correct", toggle("correct")),
      deed("remove", toggle("remove")),
      deed("history", () =>
        open.peek() === "history" ? close() : sending.send(async () => {
          steps.value = (await get(`/api/responses/${response.id}/history`)).steps
          open.value = "history"
        })),
      h("button", { type: "button", class: "link", onclick: print }, t("forms.print")),
    ),
    h("p", { class: "problem small", hidden: () => !sending.message.value }, () => sending.message.value),
    () => {
      if (open.value === "correct") {
        return correctionForm(page, response, (entered) => saved(entered, "forms.told_corrected"), close)
      }
      if (open.value === "remove") {
        const told = t("forms.told_removed", { title: response.title, day: day(response.answered_on, "full") })
        return removalForm(response, () => tellAndReload(told), close)
      }
      return open.value === "history" && formHistory(steps.value, clinicZone())
    },
  )
}

/** Prints the questionnaires that are open: with none open, the list. */
const print = () => globalThis.print()
