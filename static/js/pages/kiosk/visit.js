/** One patient's visit to the tablet: "is this you?", the day, the questionnaires that are due, and the end. */
import { post, Problem } from "../../api.js"
import { zoneHere } from "../../calendar.js"
import { checkInForm } from "../../components/check-in-form.js"
import { h, signal } from "../../dom.js"
import { halfFilled } from "../../half-filled.js"
import { t } from "../../translate.js"
import { whatIsDue } from "./code.js"
import { followIdle } from "./idle.js"
import { kioskLayout, onTablet } from "./layout.js"
import { questionnaire } from "./questionnaire.js"
import { newSender } from "./sending.js"

/** @typedef {import("../../question-flow.js").Instrument} Instrument */
/**
 * @typedef {{
 *   shown_as: string, language: string, idle_minutes: number, help: import("../../session.js").HelpCard, on: string,
 *   log: import("../../log-view.js").Asks & {
 *     mood_scale: "eleven" | "faces", effects: import("../../components/side-effects.js").Offer[]
 *   } | null,
 *   due: { instrument: string, title: string }[], instruments: Record<string, Instrument>
 * }} Visit
 */

/** @param {Visit} found */
export function visit(found) {
  const sender = newSender(), confirmed = signal(false), ending = signal(false), done = signal(0)
  // From the code on, which opens one visit only: a page that loads anew could not go on with it.
  const over = halfFilled("a visit")
  const tasks = [
    ...(found.log ? [/** @type {const} */ ("log")] : []),
    ...found.due.map(({ instrument }) => found.instruments[instrument]),
  ]

  /** @param {string} how */
  const end = async (how) => {
    ending.value = true // nothing of the patient is on the screen from here on
    try {
      await post("/api/kiosk/end", {})
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      if (problem.kind !== "refused") return void setTimeout(() => end(how), 3_000)
    }
    over()
    location.replace(how ? `/kiosk?${how}` : "/kiosk")
  }
  /** What was answered reaches the clinic before the visit ends. @param {string} how */
  const finish = (how) => {
    ending.value = true
    if (sender.waits() && !sender.isOver.peek()) return void setTimeout(() => finish(how), 1_000)
    end(sender.isOver.peek() && sender.waits() ? "unfinished" : how)
  }
  const next = () => {
    done.value++
    scrollTo(0, 0)
    if (done.peek() === tasks.length) finish("thanks")
  }
  followIdle({
    minutes: found.idle_minutes,
    over: () => !ending.peek() && finish(confirmed.peek() ? "unfinished" : ""),
    here: () => whatIsDue().catch(() => {}), // the clinic's own clock for this visit goes on, too
  })
  const begin = () => {
    confirmed.value = true
    if (tasks.length === 0) finish("nothing")
  }
  return h("div", null, () => {
    if (ending.value) return closing(sender)
    if (!confirmed.value) return isThisYou(found, begin, () => finish("wrong"))
    const task = tasks[done.value]
    if (task === "log") return log(found, sender, next)
    return task && questionnaire(task, { help: found.help, sender, next, on: found.on })
  })
}

/** While the last answers are on their way. @param {import("./sending.js").Sender} sender */
const closing = (sender) =>
  kioskLayout(
    null,
    h("h1", null, t("kiosk.closing")),
    h("div", { role: "alert" }, () => sender.waits() && h("p", { class: "problem" }, t("kiosk.unsent"))),
  )

/** @param {Visit} found @param {() => void} yes @param {() => void} no */
function isThisYou({ shown_as, help }, yes, no) {
  const heading = h("h1", { tabindex: -1 }, t("kiosk.you.title", { name: shown_as }))
  queueMicrotask(() => heading.focus())
  return kioskLayout(
    help,
    heading,
    h("p", { class: "muted" }, t("kiosk.you.text")),
    h("button", { class: "button main", type: "button", onclick: yes }, t("kiosk.you.yes")),
    h("button", { class: "button plain", type: "button", onclick: no }, t("kiosk.you.no")),
  )
}

/** @param {Visit} found @param {import("./sending.js").Sender} sender @param {() => void} next */
function log({ log: asked, help, on }, sender, next) {
  if (!asked) return null
  const heading = h("h1", { tabindex: -1 }, t("today.question"))
  queueMicrotask(() => heading.focus())
  const when = () => ({ felt_at: new Date().toISOString(), felt_on: on, zone: zoneHere() })
  return kioskLayout(
    help,
    heading,
    checkInForm({
      scale: asked.mood_scale,
      effects: asked.effects,
      asks: asked,
      entry: null,
      all: true,
      card: { help: onTablet(help), isTold: () => !sender.waits(), atClinic: true },
      report: (marked) => sender.add({ kind: "effect-report", content: { ...marked, ...when() } }),
      save(given) {
        const content = { ...given, ...when() }
        sender.add({ kind: "check-in", content })
        next()
        return Promise.resolve()
      },
    }),
  )
}
