/** One alert with everything that happened to it: where the link in a message leads. */

import { get } from "../../api.js"
import { alertCard, isUnplaced } from "../../components/clinic/alert-card.js"
import { nearMoment } from "../../components/clinic/figures.js"
import { h } from "../../dom.js"
import { inReadersWords } from "../../said.js"
import { t } from "../../translate.js"
import { alertDeeds } from "./alert-deeds.js"
import { clinicZone, desk, prepareDesk, prepareRefusals } from "./frame.js"

/**
 * @typedef {import("../../components/clinic/alert-card.js").Alert} Alert
 * @typedef {{ at: string, kind: string, by: string | null, words: string | null, said: import("../../said.js").Part[] | null }} Step
 * @typedef {{ alert: Alert, meaning: string, story: Step[] }} Told
 */

/** @param {import("../../router.js").Place} place */
export default async function alert({ params: { id } }) {
  const [told] = await Promise.all([/** @type {Promise<Told>} */ (get(`/api/alerts/${id}`)), prepareDesk("alerts")])
  await prepareRefusals(isUnplaced(told.alert))
  return { title: t("alert.title"), view: () => desk("alerts", page(told)) }
}

/** @param {Told} told */
function page({ alert, meaning, story }) {
  const zone = clinicZone(), now = new Date()
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: "/app/alerts" }, t("desk.way.alerts"))),
        h("h1", null, t("alert.title")),
        h("p", { class: "muted" }, t("alert.rule", { rule: alert.rule, meaning: inReadersWords(meaning) })),
      ),
    ),
    alertCard(alert, { zone, now, named: true, heading: "h2" }, alertDeeds(alert, { story: false })),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("alert.story")),
      h("ol", { class: "story stack" }, story.map((step) => line(step, zone, now))),
    ),
  ]
}

/** @param {Step} step @param {string} zone @param {Date} now */
function line({ at, kind, by, words, said }, zone, now) {
  const who = by ?? "Lodestone"
  return h(
    "li",
    null,
    h("span", { class: "small muted num" }, nearMoment(at, zone, now)),
    h("br"),
    h("strong", null, t(`alert.step.${kind}`)),
    ` · ${who}`,
    // What somebody wrote stays as it is.
    words && h("span", null, h("br"), said || by === null ? inReadersWords(words, said) : words),
  )
}
