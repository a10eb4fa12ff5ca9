/** Entering a questionnaire for a patient, correcting one, and taking one out: each is sent once and says what became of it. */

import { post } from "../../api.js"
import { checkbox, choices, field, optionsOf } from "../../components/clinic/field.js"
import { filledIn, formItems } from "../../components/clinic/form-items.js"
import { h, signal } from "../../dom.js"
import { isAsked } from "../../question-flow.js"
import { day, t } from "../../translate.js"
import { formOf, newSending, numberOrNull, textOrNull } from "./forms.js"

/**
 * @typedef {import("./forms-page.js").FormsPage} FormsPage
 * @typedef {import("./forms-page.js").InstrumentOfForms} InstrumentOfForms
 * @typedef {import("../../components/clinic/responses-list.js").ResponseShown} ResponseShown
 * @typedef {{ response: { title: string, answered_on: string }, raised: { rule: string, title: string }[] }} Entered
 * @typedef {import("../../question-flow.js").Given} Given
 */

const STATED = "total" // in place of items: the total that a paper or another system states
const MODES = ["paper", "read-aloud", "kiosk"]

/**
 * @param {FormsPage} page
 * @param {string} key of the instrument to begin with
 * @param {(entered: Entered) => void} onSaved
 * @param {() => void} onCancel
 */
export function entryForm(page, key, onSaved, onCancel) {
  const sending = newSending(), chosen = signal(key)
  // Made once for this form: pressing twice, or again after a lost answer, stores one questionnaire.
  const id = crypto.randomUUID()
  const parts = new Map(page.offered.map((each) => [each, newPart(spokenOf(page, each), {})]))
  const part = () => /** @type {Part} */ (parts.get(chosen.value))
  return formOf(
    {
      sending,
      onCancel,
      deed: t("forms.save"),
      async submit(values, confirmed) {
        const { instrument, given } = /** @type {Part} */ (parts.get(chosen.peek()))
        const mode = instrument.filled_by === "clinician" ? "clinician" : values.mode
        onSaved(
          await post(`/api/courses/${page.course.id}/responses`, {
            id,
            instrument: instrument.key,
            version: instrument.version,
            mode,
            // What a paper was printed in, nobody says.
            language: mode === "paper" || mode === "clinician" ? null : instrument.language,
            answered_on: values.answered_on,
            answers: given(values),
            note: textOrNull(values.note),
            confirmed,
          }),
        )
      },
    },
    h(
      "div",
      { class: "row" },
      field(
        { name: "instrument", label: t("forms.which"), errors: sending.errors },
        "select",
        {
          onchange: (/** @type {Event} */ event) =>
            chosen.value = /** @type {HTMLSelectElement} */ (event.target).value,
        },
        optionsOf(page.offered.map((each) => ({ value: each, text: newestOf(page, each).title }))).map((option) => {
          option.selected = option.value === key
          return option
        }),
      ),
      field({ name: "answered_on", label: t("forms.answered_on"), errors: sending.errors }, "input", {
        type: "date",
        value: page.today,
        max: page.today,
        required: true,
      }),
    ),
    () => modeChoice(part().instrument, "paper", sending.errors),
    () => part().view(sending.errors),
    field({ name: "note", label: t("forms.note"), hint: t("forms.note_hint"), errors: sending.errors }, "textarea", {
      rows: 2,
    }),
  )
}

/**
 * @param {FormsPage} page
 * @param {ResponseShown} response
 * @param {(entered: Entered) => void} onSaved
 * @param {() => void} onCancel
 */
export function correctionForm(page, response, onSaved, onCancel) {
  const sending = newSending(), instrument = versionOf(page, response)
  const part = newPart(instrument, response.answers)
  return formOf(
    {
      sending,
      onCancel,
      deed: t("forms.correct_deed"),
      async submit(values, confirmed) {
        onSaved(
          await post(`/api/responses/${response.id}/correct`, {
            rev: response.rev,
            answered_on: values.answered_on,
            answers: part.given(values),
            // What came from a phone stays so: only what staff entered can have been entered the wrong way.
            mode: MODES.includes(response.mode) ? values.mode : null,
            note: values.note,
            reason: values.reason,
            confirmed,
          }),
        )
      },
    },
    field({ name: "answered_on", label: t("forms.answered_on"), errors: sending.errors, class: "narrow" }, "input", {
      type: "date",
      value: response.answered_on,
      max: page.today,
      required: true,
    }),
    MODES.includes(response.mode) && modeChoice(instrument, response.mode, sending.errors),
    part.view(sending.errors),
    field({ name: "note", label: t("forms.note"), errors: sending.errors }, "textarea", {
      rows: 2,
      value: response.note ?? "",
    }),
    field({ name: "reason", label: t("forms.reason"), hint: t("forms.reason_hint"), errors: sending.errors }, "input", {
      type: "text",
      autocomplete: "off",
      required: true,
    }),
  )
}

/** @param {ResponseShown} response @param {() => void} onSaved @param {() => void} onCancel */
export function removalForm(response, onSaved, onCancel) {
  const sending = newSending()
  return formOf(
    {
      sending,
      onCancel,
      deed: t("forms.remove_deed"),
      async submit({ reason }) {
        await post(`/api/responses/${response.id}/remove`, { reason })
        onSaved()
      },
    },
    h("p", null, t("forms.remove_text", { title: response.title, day: day(response.answered_on, "full") })),
    field({ name: "reason", label: t("forms.reason"), hint: t("forms.remove_hint"), errors: sending.errors }, "input", {
      type: "text",
      autocomplete: "off",
      required: true,
    }),
  )
}

/** @param {FormsPage} page @param {string} key */
const newestOf = (page, key) => /** @type {InstrumentOfForms} */ (page.instruments.find((each) => each.key === key))

/** In the patient's language, if its words are there: staff read them aloud or compare them with the paper. @param {FormsPage} page @param {string} key */
const spokenOf = (page, key) => page.spoken.find((each) => each.key === key) ?? newestOf(page, key)

/** @param {FormsPage} page @param {ResponseShown} response */
const versionOf = (page, { instrument, version }) =>
  page.instruments.find((each) => each.key === instrument && each.version === version) ?? newestOf(page, instrument)

/**
 * @param {InstrumentOfForms} instrument
 * @param {string} chosen
 * @param {import("../../components/clinic/field.js").Errors} errors
 */
const modeChoice = ({ filled_by }, chosen, errors) =>
  filled_by === "clinician" ? h("p", { class: "small muted" }, t("forms.by_clinician")) : choices(
    { name: "mode", label: t("forms.mode"), errors },
    MODES.map((value) => ({ value, text: t(`responses.mode.${value}`) })),
    chosen,
  )

/**
 * The questions of one instrument with what was answered, kept while the reader looks at another one.
 *
 * @typedef {{
 *   instrument: InstrumentOfForms, view: (errors: import("../../components/clinic/field.js").Errors) => Node,
 *   given: (values: Record<string, string>) => Record<string, Given>
 * }} Part
 */

/** @param {InstrumentOfForms} instrument @param {Record<string, Given>} before @returns {Part} */
function newPart(instrument, before) {
  const ownTotal = instrument.items.some(({ key }) => key === STATED)
  const answers = signal({ ...before }), onlyTotal = signal(!ownTotal && STATED in before)
  const { low, high } = instrument.main
  return {
    instrument,
    given(values) {
      if (onlyTotal.peek()) return { [STATED]: numberOrNull(values.stated) }
      const given = answers.peek()
      return Object.fromEntries(
        instrument.items.map((item) => [item.key, isAsked(instrument, item, given) ? given[item.key] ?? null : null]),
      )
    },
    view: (errors) =>
      h(
        "div",
        { class: "stack" },
        !ownTotal && checkbox(
          { name: "only_total", label: t("forms.only_total"), errors },
          onlyTotal.peek(),
          (checked) => onlyTotal.value = checked,
        ),
        () =>
          onlyTotal.value
            ? field(
              {
                name: "stated",
                label: t("forms.total"),
                hint: t("forms.total_hint", { low, high }),
                errors,
                class: "narrow",
              },
              "input",
              { type: "number", inputmode: "decimal", step: "any", min: low, max: high, value: before[STATED] ?? "" },
            )
            : [
              formItems(instrument, answers),
              h("p", { class: "num", role: "status" }, () => filledIn(instrument, answers)),
              h("p", { class: "small muted" }, instrument.credit),
            ],
        h("p", { class: "problem small", hidden: () => !errors.value.answers }, () => errors.value.answers),
      ),
  }
}
