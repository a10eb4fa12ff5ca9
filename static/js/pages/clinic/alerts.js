/** All alerts of the clinic, or those that are asked for: the open ones by when they are due. */

import { get } from "../../api.js"
import { alertCard, isUnplaced } from "../../components/clinic/alert-card.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { alertDeeds } from "./alert-deeds.js"
import { clinicZone, desk, prepareDesk, prepareRefusals } from "./frame.js"

/** @typedef {import("../../components/clinic/alert-card.js").Alert} Alert */

const SHOWS = ["all", "mine", "unseen", "overdue", "closed"]
const LEVELS = ["red", "amber", "blue"]

/** @param {import("../../router.js").Place} place */
export default async function alerts({ query }) {
  const asked = query.get("show") ?? "", show = SHOWS.includes(asked) ? asked : "all"
  const level = LEVELS.includes(query.get("level") ?? "") ? query.get("level") : null
  const of = show === "closed" ? "state=closed" : `state=open&show=${show}`
  const [answer] = await Promise.all([
    get(`/api/alerts?${of}${level ? `&level=${level}` : ""}`),
    prepareDesk("alerts"),
  ])
  await prepareRefusals(answer.alerts.some(isUnplaced))
  return { title: t("alerts.title"), view: () => desk("alerts", page(answer.alerts, show, level)) }
}

/** @param {Alert[]} alerts @param {string} show @param {string | null} level */
function page(alerts, show, level) {
  const shown = { zone: clinicZone(), now: new Date(), named: true, heading: /** @type {const} */ ("h2") }
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("alerts.title")), h("p", { class: "muted" }, t("alerts.about"))),
      h("p", { class: "no-print" }, h("a", { href: "/app/clinic/settings" }, t("alerts.rules"))),
    ),
    h(
      "nav",
      { class: "ways no-print", "aria-label": t("alerts.which") },
      SHOWS.map((each) => way(addressOf(each, level), t(`alerts.show.${each}`), each === show)),
    ),
    h(
      "nav",
      { class: "deeds no-print", "aria-label": t("alerts.level") },
      [null, ...LEVELS].map((each) =>
        h("a", {
          class: each === level ? "button" : "button plain",
          href: addressOf(show, each),
          "aria-current": each === level ? "true" : null,
        }, t(`alerts.level.${each ?? "any"}`))
      ),
    ),
    alerts.length
      ? h("div", { class: "alerts" }, alerts.map((alert) => alertCard(alert, shown, alertDeeds(alert))))
      : h("p", { class: "card muted" }, t(`alerts.none.${show}`)),
  ]
}

/** @param {string} href @param {string} text @param {boolean} here */
const way = (href, text, here) => h("a", { href, "aria-current": here ? "page" : null }, text)

/** @param {string} show @param {string | null} level */
function addressOf(show, level) {
  const asked = [show !== "all" && `show=${show}`, level && `level=${level}`].filter(Boolean)
  return asked.length ? `/app/alerts?${asked.join("&")}` : "/app/alerts"
}
