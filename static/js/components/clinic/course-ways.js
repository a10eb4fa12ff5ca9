/** The ways within one course: its pages side by side, above each of them. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"

/** What a course has beside its overview, in the order of work. Each is a page at /app/courses/:id/<key>. */
const PAGES = ["safety", "sessions", "forms", "plan", "background", "events", "changes"]

/**
 * @param {string} id of the course
 * @param {string} here the page that is shown, "overview" for the course's own
 */
export const courseWays = (id, here) =>
  PAGES.length > 0 && h(
    "nav",
    { class: "ways no-print", "aria-label": t("course.ways") },
    ["overview", ...PAGES].map((key) =>
      h("a", {
        href: key === "overview" ? `/app/courses/${id}` : `/app/courses/${id}/${key}`,
        "aria-current": key === here ? "page" : null,
      }, t(`course.way.${key}`))
    ),
  )
