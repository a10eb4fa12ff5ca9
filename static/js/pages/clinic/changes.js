/** "What was changed": every correction in the records of a course's patient. */

import { get } from "../../api.js"
import { correctionsList } from "../../components/clinic/corrections-list.js"
import { courseWays } from "../../components/clinic/course-ways.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { clinicZone, desk, prepareDesk } from "./frame.js"
import { courseHead } from "./plan-head.js"

/** @param {import("../../router.js").Place} place */
export default async function changes({ params: { id } }) {
  const [plan] = await Promise.all([get(`/api/courses/${id}/plan`), prepareDesk("plan")])
  const { corrections } = await get(`/api/patients/${plan.patient_id}/corrections`)
  const view = () =>
    desk(
      "courses",
      courseHead(plan, t("changes.title"), t("changes.about")),
      courseWays(id, "changes"),
      h("section", { class: "card" }, correctionsList(corrections, clinicZone())),
    )
  return { title: t("changes.title"), view }
}
