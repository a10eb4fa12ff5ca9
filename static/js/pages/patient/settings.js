/** What waits on this phone, and leaving it. */
import { Problem } from "../../api.js"
import { outboxList } from "../../components/outbox-list.js"
import { patientLayout } from "../../components/patient-layout.js"
import { waitingLine } from "../../components/waiting-line.js"
import { h, signal } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { go } from "../../router.js"
import { me, signOut } from "../../session.js"
import { addSentences, t } from "../../translate.js"
import { sections } from "../sections.js"

// Each area adds its line, in the order of the page.
const SECTIONS = [
  () => import("./settings-reminders.js"),
  () => import("../account/language.js"),
  () => import("./settings-look.js"),
  () => import("../account/passkeys.js"),
  () => import("../account/sessions.js"),
  () => import("./settings-readers.js"),
  () => import("./settings-data.js"),
]

export default async function settings() {
  await Promise.all([phone.openPhone(), addSentences("settings")])
  return { title: t("nav.settings"), view }
}

function view() {
  return patientLayout(
    { current: "settings" },
    h("h1", null, t("nav.settings")),
    h(
      "section",
      { class: "card stack" },
      h("h2", null, t("settings.phone")),
      waitingLine({
        waiting: () => phone.waiting.value,
        confirmed: () => phone.confirmed.value,
        unreachable: () => phone.unreachable.value,
      }),
      () => outboxList({ jobs: phone.outbox.value, retry: phone.retry, dismiss: phone.dismiss }),
      () =>
        phone.outbox.value.length > 0 && h(
          "div",
          { class: "calls" },
          h("button", { class: "button plain", type: "button", onclick: () => phone.sync() }, t("settings.send")),
          h("button", { class: "button quiet", type: "button", onclick: download }, t("settings.download")),
        ),
    ),
    h(
      "section",
      { class: "card stack tight" },
      h("h2", null, t("settings.clinic")),
      h("p", null, () => me.value?.clinic.name),
    ),
    homeScreen(),
    sections(SECTIONS),
    leaving(),
  )
}

/** Everything unsent as a file: the way out when nothing else works. */
function download() {
  const file = new Blob([JSON.stringify(phone.outbox.peek(), null, 2)], { type: "application/json" })
  const href = URL.createObjectURL(file)
  h("a", { href, download: "lodestone-waiting.json" }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}

/** An installed application keeps its own storage on iPhones: what waits here would stay behind, so it goes first. */
function homeScreen() {
  const installed = matchMedia("(display-mode: standalone)").matches
  if (installed) return null
  return h(
    "section",
    { class: "card stack tight" },
    h("h2", null, t("settings.home")),
    h("p", { class: "small" }, () => t(phone.waiting.value > 0 ? "settings.home.first" : "settings.home.how")),
  )
}

function leaving() {
  const asking = signal(false)
  const problem = signal("")

  /** @param {() => Promise<void>} before @param {{ keep: boolean }} what */
  const leave = async (before, { keep }) => {
    problem.value = ""
    try {
      await before()
      await signOut()
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      problem.value = t("leave.unreachable")
      return
    }
    if (keep) phone.closePhone()
    else await phone.wipePhone()
    await go("/", { replace: true })
  }

  const unsent = () => phone.outbox.peek().some(({ state }) => state === "waiting" || state === "problem")
  const start = () => (unsent() ? (asking.value = true) : leave(async () => {}, { keep: false }))
  const sendFirst = () =>
    leave(async () => {
      await phone.sync()
      if (unsent()) throw new Problem("unreachable")
    }, { keep: false })

  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("leave.title")),
    () =>
      asking.value
        ? [
          h("p", null, t("leave.unsent", { count: phone.waiting.value })),
          h("button", { class: "button", type: "button", onclick: sendFirst }, t("leave.send")),
          h("button", {
            class: "button plain",
            type: "button",
            onclick: () => leave(async () => {}, { keep: true }),
          }, t("leave.keep")),
          h("button", {
            class: "button quiet",
            type: "button",
            onclick: () => leave(async () => {}, { keep: false }),
          }, t("leave.delete")),
        ]
        : [
          h("p", { class: "small muted" }, t("leave.text")),
          h("button", { class: "button plain", type: "button", onclick: start }, t("leave.button")),
        ],
    h("div", { role: "alert" }, () => problem.value && h("p", { class: "problem" }, problem.value)),
  )
}
