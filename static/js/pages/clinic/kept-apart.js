/** What a patient sent that could not be placed, or that differs from what is stored: kept, and shown here. */

import { effectsText, moodText } from "../../components/clinic/log-entries.js"
import { term } from "../../components/clinic/terms.js"
import { h } from "../../dom.js"
import { inReadersWords } from "../../said.js"
import { day, moment, t } from "../../translate.js"

/** @typedef {import("./course.js").KeptItem} KeptItem */

/**
 * @param {import("./course.js").CourseSheet} sheet
 * @param {string} zone
 */
export function keptApart({ unplaced, conflicts = [], effects = [], instruments = {} }, zone) {
  if (!unplaced.length && !conflicts.length) return null
  const names = new Map(effects.map(({ key, label }) => [key, term(label)]))
  const shown = (/** @type {KeptItem} */ item, /** @type {string} */ why) =>
    h(
      "li",
      null,
      h(
        "p",
        null,
        h("strong", null, t(`kept.kind.${item.kind}`)),
        ` ${t("kept.received", { at: moment(item.received_at, zone) })}`,
      ),
      h("p", { class: "small muted" }, why),
      h("p", { class: "small num" }, contentText(item, names, instruments)),
    )
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("kept.title")),
    h("p", { class: "small muted" }, t("kept.about")),
    h(
      "ul",
      { class: "kept" },
      unplaced.map((item) => shown(item, t("kept.unplaced", { reason: inReadersWords(item.reason ?? "") }))),
      conflicts.map((item) => shown(item, t("kept.conflict"))),
    ),
  )
}

/**
 * @param {KeptItem} item
 * @param {Map<string, string>} names of the side effects
 * @param {Record<string, { title: string }>} instruments
 */
function contentText({ kind, content }, names, instruments) {
  if (!content) return t("kept.deleted")
  const on = content.felt_on ?? content.answered_on
  const when = typeof on === "string" && /^\d{4}-\d\d-\d\d$/.test(on) ? day(on, "full") : null
  if (kind === "check-in") {
    return [
      when,
      content.mood && t("kept.mood", { mood: moodText(content.mood) }),
      Array.isArray(content.side_effects) &&
      effectsText({ any_side_effects: null, side_effects: content.side_effects }, names),
      content.note,
    ].filter(Boolean).join(" · ")
  }
  const answers = Object.entries(content.answers ?? {}).map(([item, answer]) => `${item}: ${answer ?? "–"}`)
  return [
    when,
    instruments[content.instrument]?.title ?? content.instrument,
    content.item && `${content.item}: ${content.value}`,
    ...answers,
  ].filter(Boolean)
    .join(" · ")
}
