/** Where the link of a test alert leads: whoever opens it says that it arrived. */

import { get, post } from "../../api.js"
import { h } from "../../dom.js"
import { moment, t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "./frame.js"

/** @typedef {import("../../components/clinic/readiness.js").TestAlert} TestAlert */

/** @param {import("../../router.js").Place} place */
export default async function testAlertPage({ params: { id } }) {
  const [alert] = await Promise.all([
    /** @type {Promise<TestAlert>} */ (get(`/api/test-alerts/${id}`)),
    prepareDesk("house"),
  ])
  return { title: t("test.title"), view: () => desk("alerts", page(alert)) }
}

/** @param {TestAlert} alert */
function page({ id, sent_at, sent_by, acknowledged_at, acknowledged_by }) {
  const zone = clinicZone(), sending = newSending()
  return h(
    "section",
    { class: "card form-card stack" },
    h("h1", null, t("test.title")),
    h("p", null, t("test.about")),
    h("p", { class: "muted" }, t("test.sent", { on: moment(sent_at, zone), name: sent_by })),
    acknowledged_at
      ? h("p", null, t("test.acknowledged", { on: moment(acknowledged_at, zone), name: acknowledged_by ?? "" }))
      : formOf({
        sending,
        deed: t("test.acknowledge"),
        async submit() {
          await post(`/api/test-alerts/${id}/acknowledge`, {})
          await tellAndReload(t("test.done"))
        },
      }),
  )
}
