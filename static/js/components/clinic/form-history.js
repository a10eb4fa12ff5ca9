/** What was done to one questionnaire, step by step: who, when, why, and what it said before and after. */

import { h } from "../../dom.js"
import { t } from "../../translate.js"
import { nearMoment } from "./figures.js"

/**
 * @typedef {{
 *   number: number, at: string, by: string | null, standing: string, reason: string | null,
 *   before: Record<string, unknown>, after: Record<string, unknown>, content: Record<string, unknown> | null,
 * }} Step
 */

/** @param {Step[]} steps in the order of arrival @param {string} zone of the clinic */
export const formHistory = (steps, zone) =>
  h(
    "ol",
    { class: "lines" },
    steps.map((step) =>
      h(
        "li",
        null,
        h(
          "p",
          { class: "small" },
          stepText(step),
          h("span", { class: "muted" }, ` · ${nearMoment(step.at, zone, new Date())}`),
        ),
        step.reason && h("p", { class: "small muted" }, t("forms.because", { reason: step.reason })),
        step.standing !== "deleted" && Object.keys(step.after).length > 0 && h(
          "ul",
          { class: "small num" },
          Object.keys(step.after).map((name) =>
            h(
              "li",
              null,
              t("forms.changed", {
                name: nameText(name),
                before: said(step.before[name]),
                after: said(step.after[name]),
              }),
            )
          ),
        ),
      )
    ),
  )

/** @param {Step} step */
function stepText({ by, number, standing }) {
  const who = by ?? t("forms.the_phone")
  if (standing === "deleted") return t("forms.step.removed", { who })
  if (standing === "conflict") return t("forms.step.conflict", { who })
  return t(
    by !== null && number > 1 ? "forms.step.corrected" : number > 1 ? "forms.step.sent_again" : "forms.step.first",
    {
      who,
    },
  )
}

/** @param {string} name of a field as the server keeps it */
const nameText = (name) =>
  name.startsWith("item ") ? t("responses.item", { key: name.slice(5) }) : t(`forms.field.${name}`)

/** @param {unknown} value */
const said = (value) => value === null || value === undefined ? t("forms.nothing") : String(value)
