/** My course: scores as a calm line, mood, and sessions done. No bands, no verdicts. */
import "../../further-style.js"
import { get, Problem } from "../../api.js"
import { dayOf, daysAfter, daysBetween } from "../../calendar.js"
import { lineChart } from "../../components/line-chart.js"
import { moodChart } from "../../components/mood-chart.js"
import { patientLayout } from "../../components/patient-layout.js"
import { whyNot } from "../../components/why-not.js"
import { h } from "../../dom.js"
import { moodValue } from "../../log-view.js"
import * as phone from "../../my-phone.js"
import { again } from "../../router.js"
import { addSentences, day, number, t } from "../../translate.js"

/** @typedef {{ title: string, max: number, points: { on: string, session: number, total: number | null }[] }} Series */
/**
 * @typedef {{
 *   course: { title: string, sessions_done: number, sessions_planned: number } | null, scores: Record<string, Series>,
 *   mood: { on: string, value: number }[], sessions: string[], reviewed_at: string | null,
 * }} MyCourse
 */

export default async function course() {
  await Promise.all([phone.openPhone(), addSentences("day")])
  /** @type {MyCourse | null} */
  let mine = null
  /** @type {Problem | null} */
  let why = null
  try {
    mine = await get("/api/my-course")
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    // Scores are not kept on the phone: without the clinic only the last days, which are, can be shown.
    why = problem
  }
  const locked = why?.code === "verify-first"
  if (locked) await addSentences("joining")
  const above = () => (locked ? unlocking() : why && whyNot(why, t("course.offline")))
  return { title: t("nav.course"), view: () => (mine ? whole(mine) : lastDays(above())) }
}

/** The phone stays signed in for months; what is more than the last days is shown after a proof, for a day. */
function unlocking() {
  const prove = async () => {
    const { proveAgain } = await import("../../proof.js")
    if (await proveAgain()) await again()
  }
  return [
    () => phone.today.value?.course && h("p", { class: "figure num" }, sessionsText(phone.today.value.course)),
    h(
      "section",
      { class: "card stack tight" },
      h("h2", null, t("course.locked.title")),
      h("p", null, t("course.locked.text")),
      h("button", { class: "button", type: "button", onclick: prove }, t("course.locked.show")),
    ),
  ]
}

/** @param {MyCourse} mine */
function whole(mine) {
  const { course, mood, scores, sessions, reviewed_at } = mine
  const to = dayOf(new Date())
  const series = Object.values(scores)
    .map(({ title, max, points }) => ({ title, max, points: points.filter(({ total }) => total !== null) }))
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => b.points.length - a.points.length)
  // One time axis for all charts, so that they can be read one below the other.
  const from =
    [mood[0]?.on, sessions[0], ...series.map(({ points }) => points[0].on), daysAfter(to, -13)].filter(Boolean)
      .sort()[0]
  return layout(
    course && h(
      "section",
      { class: "card stack tight" },
      h("h2", null, course.title),
      h("p", { class: "figure num" }, sessionsText(course)),
      h("progress", {
        value: course.sessions_done,
        max: course.sessions_planned,
        "aria-label": t("course.sessions.label"),
      }),
      reviewed_at &&
        h("p", { class: "small muted" }, t("course.reviewed", { day: day(dayOf(new Date(reviewed_at)), "medium") })),
    ),
    series.map((each) => scoreChart(each, from, to)),
    series.length > 0 && h("p", { class: "small muted" }, t("chart.score.note")),
    () =>
      mood.length > 0 &&
      moodChart({ title: t("chart.mood.course"), from, to, scale: phone.questions.value.scale, mood }),
    !course && mood.length === 0 && h("p", null, t("course.none")),
  )
}

/** @param {{ sessions_done: number, sessions_planned: number }} course */
const sessionsText = (course) => t("course.sessions", { done: course.sessions_done, planned: course.sessions_planned })

/** What this phone itself knows. @param {import("../../dom.js").Child} above */
function lastDays(above) {
  const to = dayOf(new Date())
  return layout(above, () => {
    const mood = phone.entries.value.map((entry) => ({ on: entry.felt_on, value: moodValue(entry.mood) ?? -1 }))
    return moodChart({
      title: t("chart.mood.fortnight"),
      from: daysAfter(to, -13),
      to,
      scale: phone.questions.value.scale,
      mood: mood.filter(({ value }) => value >= 0),
    })
  })
}

/** @param {...import("../../dom.js").Child} children */
const layout = (...children) => patientLayout({ current: "course" }, h("h1", null, t("nav.course")), ...children)

/** @param {Series} series without open totals @param {string} from @param {string} to */
function scoreChart({ title, max, points }, from, to) {
  const label = t("chart.score", { title })
  return h(
    "section",
    { class: "card stack tight" },
    h("h2", null, label),
    lineChart({
      label,
      points: points.map(({ on, total }) => ({
        day: daysBetween(from, on),
        value: total ?? 0,
        shown: number(total ?? 0),
        text: t("chart.point", { day: day(on, "short"), value: number(total ?? 0) }),
      })),
      days: [0, daysBetween(from, to)],
      max,
      marks: [0, Math.round(max / 2), max],
      ticks: [{ day: 0, text: day(from, "short") }, { day: daysBetween(from, to), text: day(to, "short") }],
    }),
  )
}
