import { h } from "../dom.js"
import { me } from "../session.js"
import { t } from "../translate.js"

const PAGES = [
  { key: "today", href: "/", icon: "M4 12l5 5L20 6" },
  { key: "course", href: "/app/course", icon: "M3 6l6 5 5-1 7 8" },
  { key: "settings", href: "/app/settings", icon: "M3 7h18M3 17h18M9 4v6M15 14v6" },
]

/**
 * A patient's page: help always at the top, the three places at the bottom.
 *
 * @param {{ current?: string, head?: unknown, nav?: boolean }} where current: key of the place; head: what stands beside help
 * @param {...import("../dom.js").Child} children
 */
export function patientLayout({ current, head = t("app.name"), nav = true }, ...children) {
  return h(
    "div",
    { class: "phone" },
    demoMark(),
    h("header", { class: "bar" }, h("span", { class: "small muted" }, head), current !== "help" && helpLink()),
    h("main", { class: "stack roomy" }, ...children),
    nav && h(
      "nav",
      { class: "places", "aria-label": t("nav.label") },
      PAGES.map(({ key, href, icon }) =>
        h(
          "a",
          { href, "aria-current": key === current ? "page" : null },
          h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: icon })),
          t(`nav.${key}`),
        )
      ),
    ),
  )
}

const helpLink = () => h("a", { class: "help", href: "/help" }, t("help.button"))

/**
 * What waits on this phone and what the clinic has, always in sight.
 *
 * @param {{ waiting: () => number, confirmed: () => number | null, unreachable: () => boolean }} counts
 */
export function waitingLine({ waiting, confirmed, unreachable }) {
  return h("p", { class: "waiting small muted num", role: "status" }, () =>
    [
      t("outbox.waiting", { count: waiting() }),
      confirmed() !== null && t("outbox.confirmed", { count: confirmed() ?? 0 }),
      waiting() > 0 && unreachable() && t("outbox.unreachable"),
    ].filter(Boolean).join(" · "))
}

/** The session is over, and where to sign in anew. */
export const signInLine = () =>
  h("p", { class: "problem" }, t("notice.sign-in"), " ", h("a", { href: "/app/sign-in" }, t("notice.sign-in.deed")))

/** The band on every page of a demo clinic, or nothing. */
export const demoMark = () => () =>
  me.value?.clinic.is_demo
    ? h("aside", { class: "demo", "aria-label": t("demo.label") }, h("b", null, t("demo.mark")), " ", t("demo.text"))
    : null
