import { day, moment, t } from "../translate.js"
import { named } from "./effect-names.js"

/** @typedef {import("../outbox.js").Job} Job */

const MEASURES = { energy: "entry.energy", anxiety: "entry.anxiety", sleep_hours: "entry.sleep" }

/**
 * What waits, in words that somebody at the clinic can type in by hand. It needs the sentences "day" and "questions".
 *
 * @param {{ jobs: Job[], clinic: string, person: string, at: Date, effects: { key: string, label: string }[] }} what
 */
export function outboxText({ jobs, clinic, person, at, effects }) {
  const labels = Object.fromEntries(effects.map(named).map(({ key, label }) => [key, label]))
  const head = [t("outbox.text.title", { clinic }), t("outbox.text.made", { at: moment(at.toISOString()), person })]
  return `${[head.join("\n"), ...jobs.map((job) => entryText(job, labels))].join("\n\n")}\n`
}

/** @param {Job} job @param {Record<string, string>} labels */
function entryText({ id, kind, state, deleted, recorded_at, content }, labels) {
  const lines = [
    `${t(deleted ? "outbox.kind.deletion" : `outbox.kind.${kind}`)} · ${recorded_at && moment(recorded_at)} · ${id}`,
    t(`outbox.state.${state}`),
  ]
  if (!content) return lines.join("\n")
  const { felt_on, mood, side_effects: effects = [], note, answered_on, instrument, answers, item, value, ...further } =
    content
  if (felt_on ?? answered_on) lines.push(day(felt_on ?? answered_on, "full"))
  if (mood) lines.push(`${t("entry.mood")}: ${mood.raw} (${mood.scale})`)
  for (const { effect, grade, text } of effects) {
    lines.push(`${labels[effect] ?? effect}: ${t(`grade.${grade}`)}${text ? ` (${text})` : ""}`)
  }
  for (const [name, label] of Object.entries(MEASURES)) {
    if ((further[name] ?? null) !== null) lines.push(`${t(label)}: ${further[name]}`)
  }
  if (note) lines.push(`${t("entry.note")}: ${note}`)
  if (instrument) lines.push(instrument)
  for (const [key, given] of Object.entries(answers ?? (item ? { [item]: value } : {}))) {
    lines.push(`${key}: ${given ?? t("review.open")}`)
  }
  return lines.join("\n")
}
