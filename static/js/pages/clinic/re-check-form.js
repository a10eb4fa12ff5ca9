/** The short check before a session: one press where every answer is no, a hold where one is yes. */

import { post } from "../../api.js"
import { checkbox, field } from "../../components/clinic/field.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { tellAndReload } from "./frame.js"

/**
 * @param {import("./session.js").Proposal} proposal
 * @param {() => void} onPassed
 */
export function reCheckForm(proposal, onPassed) {
  const sending = newSending(), yes = signal(0), id = crypto.randomUUID()
  const items = proposal.re_check_items
  return h(
    "section",
    { class: "card form-card" },
    h("h2", null, t("recheck.title")),
    h("p", { class: "muted" }, t("recheck.about")),
    formOf(
      {
        sending,
        deed: t("recheck.deed"),
        async submit(values) {
          const answers = Object.fromEntries(items.map(({ key }) => [key, values[key] === "yes"]))
          const body = { id, answers, detail: textOrNull(values.detail) }
          const kept = await post(`/api/courses/${proposal.course_id}/re-checks`, body)
          if (kept.hold_id) return await tellAndReload(t("recheck.told_held"))
          proposal.re_check = kept
          onPassed()
        },
      },
      h(
        "div",
        { class: "checks" },
        items.map(({ key, question }) =>
          checkbox(
            { name: key, label: question, errors: sending.errors },
            false,
            (ticked) => yes.value += ticked ? 1 : -1,
          )
        ),
      ),
      h(
        "div",
        { hidden: () => yes.value === 0 },
        field({ name: "detail", label: t("recheck.detail"), errors: sending.errors }, "textarea", { rows: 2 }),
        h("p", { class: "small muted" }, t("recheck.holds")),
      ),
    ),
  )
}
