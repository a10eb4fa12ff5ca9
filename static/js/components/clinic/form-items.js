/** The questions of a form side by side, for whoever types in what stands on paper or was said: by mouse, touch or keys. */

import { h } from "../../dom.js"
import { isAsked } from "../../question-flow.js"
import { languageName, shownLanguage, t } from "../../translate.js"

/**
 * @typedef {import("../../question-flow.js").Item} Item
 * @typedef {import("../../question-flow.js").Given} Given
 * @typedef {import("../../dom.js").Signal<Record<string, Given>>} Answers
 */

const DECLINED = "declined", NOT_APPLICABLE = "not-applicable"

/**
 * Radio rows, or a field for a number that is typed in. A digit chooses the answer of that value and goes on to the next
 * question, a minus says "preferred not to answer", Backspace takes the answer back.
 *
 * @param {{ key: string, version: string, language: string, instruction?: string, items: Item[] }} instrument
 * @param {Answers} answers item -> what was given; changed as the reader chooses
 */
export function formItems(instrument, answers) {
  const set = (/** @type {string} */ key, /** @type {Given} */ given) =>
    answers.value = { ...answers.peek(), [key]: given }
  let stem = ""
  const rows = instrument.items.map((item) => {
    const begins = item.stem && item.stem !== stem
    stem = item.stem ?? ""
    return [begins && h("p", { class: "muted" }, item.stem), row(instrument, item, answers, set)]
  })
  return h(
    "div",
    { class: "form-items", onkeydown: (/** @type {KeyboardEvent} */ event) => byKey(event, set) },
    h("p", { class: "small muted no-print" }, t("forms.keys")),
    instrument.language.split("-")[0] !== shownLanguage() &&
      h("p", { class: "small" }, t("forms.language", { language: languageName(instrument.language) })),
    h(
      "div",
      { lang: instrument.language },
      instrument.instruction && h("p", { class: "small muted" }, instrument.instruction),
      rows,
    ),
  )
}

/** How much of what counts is filled in; scores are the server's. @param {{ items: Item[] }} instrument @param {Answers} answers */
export function filledIn(instrument, answers) {
  const asked = instrument.items.filter((item) => item.scored && isAsked(instrument, item, answers.value))
  const given = asked.filter(({ key }) => typeof answers.value[key] === "number")
  return t("forms.filled_in", { done: given.length, all: asked.length })
}

/**
 * @param {{ items: Item[] }} instrument
 * @param {Item} item
 * @param {Answers} answers
 * @param {(key: string, given: Given) => void} set
 */
function row(instrument, item, answers, set) {
  const name = `item-${item.key}`, given = answers.peek()[item.key] ?? null
  const further = [
    { value: DECLINED, text: t("forms.declined") },
    ...(item.may_not_apply ? [{ value: NOT_APPLICABLE, text: t("forms.not_applicable") }] : []),
  ]
  const radio = (/** @type {number | string} */ value, /** @type {string} */ text, /** @type {string} */ lang = "") =>
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "radio",
        name,
        value: String(value),
        checked: given === value,
        onchange: () => set(item.key, /** @type {Given} */ (value)),
      }),
      h(
        "span",
        { lang: lang || null },
        typeof value === "number" && text !== String(value) ? `${value} ${text}` : text,
      ),
    )
  return h(
    "fieldset",
    {
      class: "item-row",
      "data-key": item.key,
      hidden: () => !isAsked(instrument, item, answers.value),
    },
    h(
      "legend",
      null,
      h("span", { class: "muted num" }, `${item.key}. `),
      // Without its owner's words an item has only its number.
      item.text || t("responses.item", { key: item.key }),
      !item.scored && h("span", { class: "small muted" }, ` ${t("forms.not_scored")}`),
    ),
    h(
      "div",
      { class: "item-choices" },
      item.span
        ? h("input", {
          type: "number",
          inputmode: "numeric",
          name,
          min: item.span[0],
          max: item.span[1],
          value: typeof given === "number" ? String(given) : "",
          "aria-label": t("forms.number", { key: item.key, low: item.span[0], high: item.span[1] }),
          oninput: (/** @type {Event} */ event) => {
            const { value } = /** @type {HTMLInputElement} */ (event.target)
            set(item.key, value.trim() === "" ? null : Number(value))
          },
        })
        : item.answers.map(({ value, text }) => radio(value, text)),
      further.map(({ value, text }) => radio(value, text, shownLanguage())),
    ),
  )
}

/** @param {KeyboardEvent} event @param {(key: string, given: Given) => void} set */
function byKey(event, set) {
  const input = /** @type {HTMLInputElement} */ (event.target)
  if (input.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return
  const line = /** @type {HTMLElement} */ (input.closest(".item-row"))
  const radios = /** @type {HTMLInputElement[]} */ ([...line.querySelectorAll("input[type='radio']")])
  if (event.key === "Backspace" || event.key === "Delete") {
    event.preventDefault()
    for (const each of radios) each.checked = false
    return set(String(line.dataset.key), null)
  }
  const meant = event.key === "-" ? DECLINED : event.key
  const chosen = radios.find(({ value }) => value === meant)
  if (!chosen) return
  event.preventDefault()
  chosen.checked = true
  set(String(line.dataset.key), meant === DECLINED ? DECLINED : Number(meant))
  nextOf(line)?.focus()
}

/** @param {HTMLElement} line @returns {HTMLElement | null} the first control of the next question that is asked */
function nextOf(line) {
  const rows = /** @type {HTMLElement[]} */ ([...(line.parentElement?.querySelectorAll(".item-row") ?? [])])
  const next = rows.slice(rows.indexOf(line) + 1).find(({ hidden }) => !hidden)
  return next?.querySelector("input:checked") ?? next?.querySelector("input") ?? null
}
