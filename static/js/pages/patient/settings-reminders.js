/** How one wants to be reminded, and what became of the reminders of the last days. */

import { get, post } from "../../api.js"
import { ledgerList, phoneList } from "../../components/reminder-ledger.js"
import { tiles } from "../../components/tiles.js"
import { newDeed } from "../../deed.js"
import { h, signal } from "../../dom.js"
import { isOn, obstacle, switchOff, switchOn } from "../../push.js"
import { addSentences, day, t } from "../../translate.js"
import { emailPart } from "./settings-email.js"

/**
 * @typedef {import("../../components/reminder-ledger.js").Reminders & { push_key: string | null, has_mail: boolean }} OwnReminders
 */

const WAYS = /** @type {const} */ (["push", "email", "none"])

export async function section() {
  const [reminders] = await Promise.all([
    /** @type {Promise<OwnReminders>} */ (get("/api/me/reminders")),
    addSentences("reminders"),
  ])
  return () => view(reminders)
}

/** @param {OwnReminders} atFirst */
function view(atFirst) {
  const now = signal(atFirst), way = signal(atFirst.way), deed = newDeed()
  // What this clinic cannot send is not offered, except to whoever has it and may want another.
  const sends = { push: Boolean(atFirst.push_key), email: atFirst.has_mail, none: true }

  /** The choice as the clinic has it, with some of it changed. @param {Record<string, unknown>} changed */
  const choose = async (changed) => {
    const { hour, quiet_from, quiet_until, paused_until } = now.peek()
    const said = { way: now.peek().way, hour, quiet_from, quiet_until, paused_until, ...changed }
    now.value = await post("/api/me/reminders", said)
    deed.said.value = t("reminders.saved")
  }

  const take = (/** @type {string} */ chosen) => {
    way.value = chosen
    // What needs a further step, a permission or an address, is chosen when that is done.
    if (chosen === "none" || (chosen === "email" && now.peek().email) || (chosen === "push" && isOn())) {
      deed.attempt(() => choose({ way: chosen }))
    }
  }

  /** @param {string} key */
  const turnOn = (key) =>
    deed.attempt(async () => {
      try {
        if (await switchOn(key)) await choose({ way: "push" })
        else deed.problem.value = t("reminders.push.refused")
      } catch (fault) {
        // The browser's push service is not ours to mend, and some browsers are built without one.
        if (!(fault instanceof DOMException)) throw fault
        deed.problem.value = t("reminders.push.failed")
      }
    })
  const turnOff = () =>
    deed.attempt(async () => {
      await switchOff()
      now.value = await get("/api/me/reminders")
      deed.said.value = t("reminders.push.off_now")
    })
  const test = () =>
    deed.attempt(async () => {
      await post("/api/me/reminders/test", {})
      deed.said.value = t("reminders.test_sent")
    })

  const pushPart = () => {
    const key = now.value.push_key, why = key ? obstacle() : "not_sent"
    if (!key || why) return h("p", { class: "small" }, t(`reminders.push.${why}`))
    return [
      phoneList(now.value.phones),
      isOn() && now.value.phones.some(({ works }) => works)
        ? h("button", { type: "button", class: "button quiet", onclick: turnOff }, t("reminders.push.off"))
        : h("button", { type: "button", class: "button", onclick: () => turnOn(key) }, t("reminders.push.on")),
    ]
  }

  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("reminders.title")),
    h("p", { class: "small muted" }, t("reminders.about")),
    () => now.value.held_until && h("p", null, t("reminders.held", { day: day(now.value.held_until) })),
    h(
      "fieldset",
      null,
      h("legend", null, t("reminders.how")),
      tiles({
        name: "reminder-way",
        options: WAYS.filter((each) => sends[each] || each === atFirst.way)
          .map((value) => ({ value, label: t(`reminders.way.${value}`) })),
        chosen: () => way.value,
        choose: take,
        class: "steps",
      }),
    ),
    () => way.value === "push" && h("div", { class: "stack" }, pushPart()),
    () => way.value === "email" && emailPart(now, deed, () => way.value = now.peek().way),
    () => now.value.way !== "none" && whenPart(now.value, deed, choose),
    deed.saidLine(),
    deed.problemLine(),
    () =>
      now.value.way !== "none" &&
      h("button", { type: "button", class: "button plain", onclick: test }, t("reminders.test")),
    h(
      "details",
      null,
      h("summary", null, t("ledger.title")),
      h(
        "div",
        { class: "stack tight" },
        h("p", { class: "small muted" }, t("ledger.about")),
        () => ledgerList(now.value.ledger),
      ),
    ),
  )
}

/**
 * The hour, quiet hours and a pause.
 *
 * @param {OwnReminders} now
 * @param {ReturnType<typeof newDeed>} deed
 * @param {(changed: Record<string, unknown>) => Promise<void>} choose
 */
function whenPart(now, deed, choose) {
  const time = (/** @type {"hour" | "quiet_from" | "quiet_until"} */ name) =>
    h("label", { class: "field" }, h("strong", null, t(`reminders.${name}`)), [
      h("input", { type: "time", name, required: true, value: now[name] ?? now.of_clinic[name] }),
    ])
  /** @param {SubmitEvent} event */
  const save = (event) => {
    event.preventDefault()
    const said = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)))
    deed.attempt(() => choose({ ...said, paused_until: said.paused_until || null }))
  }
  return h(
    "form",
    { class: "stack", onsubmit: save },
    time("hour"),
    h("div", { class: "hours" }, time("quiet_from"), time("quiet_until")),
    h("label", { class: "field" }, h("strong", null, t("reminders.paused_until")), [
      h("input", { type: "date", name: "paused_until", value: now.paused_until ?? "" }),
    ]),
    h("button", { class: "button plain" }, t("reminders.save")),
  )
}
