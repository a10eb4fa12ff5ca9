/** "Review course": a decision and a note, signed with the scores as they stand on this page. */

import { post, Problem } from "../../api.js"
import { choices, field } from "../../components/clinic/field.js"
import { figure, scoreChange } from "../../components/clinic/figures.js"
import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "./forms.js"
import { tellAndReload } from "./frame.js"

const DECISIONS = ["continue", "change", "extend", "taper", "end"]

/** @param {import("./course.js").CourseSheet} sheet @param {() => void} onCancel */
export function reviewForm({ course, facts, of_facts }, onCancel) {
  const sending = newSending(), { primary, baseline, latest, change_percent, outcome } = facts
  const form = formOf(
    {
      sending,
      onCancel,
      deed: t("review.sign"),
      async submit({ decision, note }) {
        if (!decision) throw new Problem("refused", { message: t("review.choose"), details: { field: "decision" } })
        const scores = { [primary]: { baseline, latest, change_percent, outcome } }
        await post(`/api/courses/${course.id}/reviews`, { decision, note: textOrNull(note) ?? "", of_facts, scores })
        await tellAndReload(t("review.told"))
      },
    },
    h(
      "p",
      { class: "small num" },
      t("review.as_seen", {
        title: primary.toUpperCase(),
        baseline: figure(baseline),
        latest: figure(latest),
        change: change_percent === null ? "–" : scoreChange(change_percent),
      }),
    ),
    choices(
      { name: "decision", label: t("review.decision"), errors: sending.errors },
      DECISIONS.map((decision) => ({ value: decision, text: t(`review.decision.${decision}`) })),
      null,
    ),
    field({ name: "note", label: t("review.note"), hint: t("review.note_hint"), errors: sending.errors }, "textarea", {
      rows: 3,
    }),
  )
  queueMicrotask(() => form.querySelector("input")?.focus())
  return h("section", { class: "card no-print" }, h("h2", null, t("course.review")), form)
}
