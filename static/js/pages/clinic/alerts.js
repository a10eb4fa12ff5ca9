/** All alerts of the clinic: the open ones by when they are due, and what was done about the others. */

import { get } from "../../api.js"
import { alertCard } from "../../components/clinic/alert-card.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { alertDeeds } from "./alert-deeds.js"
import { clinicZone, desk, prepareDesk } from "./frame.js"

/** @typedef {import("../../components/clinic/alert-card.js").Alert} Alert */

/** @param {import("../../router.js").Place} place */
export default async function alerts({ query }) {
  const all = query.get("state") === "all"
  const [answer] = await Promise.all([get(`/api/alerts?state=${all ? "all" : "open"}`), prepareDesk()])
  return { title: t("alerts.title"), view: () => desk("alerts", page(answer.alerts, all)) }
}

/** @param {Alert[]} alerts @param {boolean} all */
function page(alerts, all) {
  const open = alerts.filter(({ closed_at }) => closed_at === null),
    closed = alerts.filter(({ closed_at }) => closed_at)
  open.sort((one, other) => one.due_at.localeCompare(other.due_at))
  closed.sort((one, other) => (other.closed_at ?? "").localeCompare(one.closed_at ?? ""))
  const shown = { zone: clinicZone(), now: new Date(), named: true, heading: /** @type {const} */ ("h2") }
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("alerts.title")), h("p", { class: "muted" }, t("alerts.about"))),
    ),
    open.length
      ? h("div", { class: "alerts" }, open.map((alert) => alertCard(alert, shown, alertDeeds(alert))))
      : h("p", { class: "card muted" }, t("alerts.none_open")),
    all
      ? h(
        "section",
        { class: "section" },
        h("h2", null, t("alerts.closed")),
        closed.length
          ? h("div", { class: "alerts" }, closed.map((alert) => alertCard(alert, { ...shown, heading: "h3" }, null)))
          : h("p", { class: "card muted" }, t("alerts.none_closed")),
      )
      : h("p", { class: "no-print" }, h("a", { href: "/app/alerts?state=all" }, t("alerts.show_closed"))),
  ]
}
