/** Filling in the safety screen with the patient: each question is answered, and a yes says what it must. */

import { post } from "../../api.js"
import { field, segments } from "../../components/clinic/field.js"
import { h, signal } from "../../dom.js"
import { inReadersWords } from "../../said.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { tellAndReload } from "./frame.js"

const ANSWERS = ["no", "unsure", "yes"]

/**
 * @param {import("./safety.js").SafetySheet} sheet
 * @param {() => void} onCancel
 */
export function screenForm({ course_id, questions, screens }, onCancel) {
  const sending = newSending(), id = crypto.randomUUID()
  // What was answered last time is no answer today, except for the words: a list of medicines is changed, not typed anew.
  const before = screens[0]?.answers ?? {}
  return formOf(
    {
      sending,
      onCancel,
      deed: t("safety.save"),
      async submit(values) {
        const answers = Object.fromEntries(
          questions.filter(({ key }) => values[key]).map(({ key }) => [key, {
            answer: values[key],
            detail: values[key] === "no" ? "" : values[`${key}-detail`] ?? "",
          }]),
        )
        await post(`/api/courses/${course_id}/screens`, { id, answers })
        await tellAndReload(t("safety.told_filled"))
      },
    },
    h("p", { class: "muted" }, t("safety.about")),
    questions.map((question) => questionFields(question, before[question.key]?.detail ?? "", sending.errors)),
  )
}

/**
 * @param {import("./safety.js").Question} question
 * @param {string} detail as it was written last time
 * @param {import("../../components/clinic/field.js").Errors} errors
 */
function questionFields({ key, question, asks }, detail, errors) {
  const answer = signal("")
  return h(
    "div",
    { class: "question" },
    segments(
      { name: key, label: inReadersWords(question), errors },
      ANSWERS.map((value) => ({ value, text: t(`safety.answer.${value}`) })),
      null,
      (value) => answer.value = value,
    ),
    h(
      "div",
      { hidden: () => answer.value === "" || answer.value === "no" },
      field({ name: `${key}-detail`, label: asks ? inReadersWords(asks) : t("safety.detail"), errors }, "input", {
        type: "text",
        autocomplete: "off",
        value: detail,
      }),
    ),
  )
}
