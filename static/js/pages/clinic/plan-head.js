/** The head of a page beside a course's overview: whose course it is, and what the page is for. */

import { term } from "../../components/clinic/terms.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"

/**
 * @param {{ patient_id: string, patient: string, title: string, protocol_name: string, course: { id: string } }} plan
 * @param {string} heading
 * @param {string} about
 */
export const courseHead = ({ patient_id, patient, title, protocol_name, course }, heading, about) =>
  h(
    "div",
    { class: "page-head" },
    h(
      "div",
      null,
      h(
        "p",
        { class: "small muted" },
        h("a", { href: "/app/caseload" }, t("desk.way.courses")),
        " · ",
        h("a", { href: `/app/patients/${patient_id}` }, patient),
        " · ",
        h("a", { href: `/app/courses/${course.id}` }, `${term(title)}, ${term(protocol_name)}`),
      ),
      h("h1", null, heading),
      h("p", { class: "muted" }, about),
    ),
  )
