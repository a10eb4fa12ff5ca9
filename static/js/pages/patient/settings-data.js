/** Taking one's own data along, and stopping to take part. */

import { get, post } from "../../api.js"
import { newDeed } from "../../deed.js"
import { h, mount, signal } from "../../dom.js"
import { saveFile } from "../../files.js"
import { forgetPatient } from "../../leaving.js"
import * as phone from "../../my-phone.js"
import { withProof } from "../../proof.js"
import { go } from "../../router.js"
import { addSentences, day, t } from "../../translate.js"
import { leaveOrAsk, unsentQuestion } from "./settings-leaving.js"

/**
 * @typedef {{
 *   what: "withdraw" | "erase" | null, asked_at: string | null, withdrawn_at: string | null, answer_by: string | null,
 *   answer: string | null, contact: string
 * }} Leaving
 */

/** @returns {Promise<() => HTMLElement>} */
export async function section() {
  const [leaving] = await Promise.all([
    /** @type {Promise<Leaving>} */ (get("/api/me/leaving")),
    addSentences("data"),
  ])
  return () => h("div", { class: "stack roomy" }, dataCard(leaving), stopCard(leaving))
}

/** What became of a deed, in words, also while it is under way. @param {ReturnType<typeof newDeed>} deed */
const outcome = (deed) => [
  h("p", { role: "status", class: "small" }, () => deed.busy.value ? t("data.wait") : deed.said.value),
  deed.problemLine(),
]

/** @param {Leaving} leaving */
function dataCard({ contact }) {
  const deed = newDeed()
  const take = (/** @type {string} */ path, /** @type {string} */ name) =>
    deed.attempt(async () => {
      await withProof(() => saveFile(path, name))
      deed.said.value = t("data.done")
    })
  const pdf = () => take("/api/me/data.pdf", "my-data.pdf")
  const json = () => take("/api/me/data", "my-data.json")
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("data.title")),
    h("p", null, t("data.text")),
    h(
      "div",
      { class: "calls" },
      h("button", { type: "button", class: "button plain", onclick: pdf }, t("data.pdf")),
      h("button", { type: "button", class: "button plain", onclick: json }, t("data.json")),
    ),
    outcome(deed),
    contact && h("p", { class: "small muted" }, t("data.contact", { contact })),
  )
}

/** @param {Leaving} atFirst */
function stopCard(atFirst) {
  const leaving = signal(atFirst), isOpen = signal(false), deed = newDeed()
  const back = () =>
    deed.attempt(async () => {
      leaving.value = await withProof(() => post("/api/me/leave/take-back", {}))
      deed.said.value = t("stop.back.done")
    })
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("stop.title")),
    () => leaving.value.what ? standing(leaving.value) : h("p", null, t("stop.text")),
    () =>
      isOpen.value ? stopForm(leaving, deed, () => isOpen.value = false) : h(
        "div",
        { class: "calls" },
        leaving.value.what &&
          h("button", { type: "button", class: "button plain", onclick: back }, t("stop.back")),
        leaving.value.what !== "erase" &&
          h(
            "button",
            { type: "button", class: "button quiet", onclick: () => isOpen.value = true },
            t(leaving.value.what ? "stop.more" : "stop.open"),
          ),
      ),
    outcome(deed),
  )
}

/** @param {Leaving} leaving */
function standing({ what, asked_at, withdrawn_at, answer_by, answer }) {
  const on = day((withdrawn_at ?? asked_at ?? "").slice(0, 10))
  return [
    h("p", null, t("stop.is", { on })),
    what === "erase" && h("p", null, t("stop.is.erase", { by: day(answer_by ?? "") })),
    answer && h("p", null, t("stop.answer", { answer })),
    h("p", { class: "small muted" }, t("stop.back.text")),
  ]
}

/**
 * @param {import("../../dom.js").Signal<Leaving>} leaving
 * @param {ReturnType<typeof newDeed>} deed
 * @param {() => void} close
 */
function stopForm(leaving, deed, close) {
  const words = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: "stop-words", rows: 3, maxlength: 2000 }))
  const signsOut = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox" }))
  const stopped = leaving.peek().what === "withdraw", asking = signal(false)
  let what = /** @type {"withdraw" | "erase"} */ ("withdraw")

  const tell = async () => {
    const body = { what, words: words.value.trim() || null, sign_out: signsOut.checked }
    leaving.value = await withProof(() => post("/api/me/leave", body))
    close()
  }
  /** @type {import("./settings-leaving.js").Leave} */
  const leave = async (part) => {
    await tell()
    await part() // by now the clinic has ended every session, and what is unsent could only wait
    forgetPatient()
    saidAfterwards()
    await go("/", { replace: true })
  }
  const stop = (/** @type {typeof what} */ chosen) =>
    deed.attempt(async () => {
      what = chosen
      if (signsOut.checked) {
        await phone.sync()
        await leaveOrAsk(leave, asking)
      } else {
        await tell()
        deed.said.value = t("stop.done")
      }
    })
  const way = (/** @type {typeof what} */ chosen, /** @type {string} */ kind) =>
    h("button", { type: "button", class: `button ${kind}`, onclick: () => stop(chosen) }, t(`stop.${chosen}`))
  const form = [
    !stopped && h("p", null, t("stop.withdraw.text")),
    h("p", null, t("stop.alerts")),
    h("p", null, t("stop.erase.text")),
    h("label", { for: "stop-words" }, t("stop.words")),
    words,
    h("label", { class: "tick" }, signsOut, " ", t("stop.sign_out")),
    !stopped && way("withdraw", ""),
    way("erase", "plain"),
  ]
  return h(
    "div",
    { class: "stack" },
    () => asking.value ? unsentQuestion(deed, leave) : form,
    h("button", { type: "button", class: "button quiet", onclick: close }, t("stop.cancel")),
  )
}

/** Over the page that follows: whoever stopped reads that it is done, though they are signed out by then. */
function saidAfterwards() {
  const unmount = mount(/** @type {Element} */ (document.querySelector("#notices")), () =>
    h(
      "div",
      { class: "notice", role: "status" },
      h("span", null, t("stop.done")),
      h("button", { class: "button", type: "button", onclick: () => unmount() }, t("stop.read")),
    ))
}
