/** Everything that the clinic may set: what it is now, what it was by default and whence, and who changed it. */

import { get, post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { nearMoment } from "../../components/clinic/figures.js"
import { settingField, typedValue, valueText } from "../../components/clinic/setting-field.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, signal } from "../../dom.js"
import { me } from "../../session.js"
import { inReadersWords } from "../../said.js"
import { number, t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {import("../../components/clinic/setting-field.js").Setting} Setting
 * @typedef {import("../../said.js").Part} Part
 * @typedef {{ id: string, at: string, by: string, before: Record<string, any>, after: Record<string, any>, reason: string }} Change
 * @typedef {{ id: string, meaning: string, level: string, owner: string, due_hours: number, working_hours: boolean,
 *   silent_because: string | null, said: Part[] | null }} Rule
 * @typedef {{ id: string, title: string, detail: string, times: number, raised_at: string, done: string | null,
 *   said: { title: Part[] | null, detail: Part[] | null } | null, done_by: string | null, closed_at: string | null }} SystemAlert
 */

const SHOWN = 20 // changes before the reader asks for all

const isAdmin = () => me.peek()?.role === "admin"

export default async function settings() {
  const [{ settings }, { corrections }, { rules }, { alerts }] = await Promise.all([
    /** @type {Promise<{ settings: Setting[] }>} */ (get("/api/clinic/settings")),
    /** @type {Promise<{ corrections: Change[] }>} */ (get("/api/clinic/settings/changes")),
    /** @type {Promise<{ rules: Rule[] }>} */ (get("/api/clinic/alert-rules")),
    /** @type {Promise<{ alerts: SystemAlert[] }>} */ (isAdmin() ? get("/api/system-alerts") : { alerts: [] }),
    prepareDesk("settings"),
  ])
  return { title: t("settings.title"), view: () => desk("settings", page(settings, corrections, rules, alerts)) }
}

/** @param {Setting[]} settings @param {Change[]} changes @param {Rule[]} rules @param {SystemAlert[]} alerts */
function page(settings, changes, rules, alerts) {
  const byKey = new Map(settings.map((setting) => [setting.key, setting]))
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("h1", null, t("settings.title")),
        h("p", { class: "muted" }, t(isAdmin() ? "settings.about" : "settings.about_reader")),
      ),
    ),
    isAdmin() && systemAlerts(alerts),
    rulesTable(rules),
    ...areasOf(settings).map(([area, found]) => areaCard(area, found)),
    history(changes, byKey),
  ]
}

/** @param {Setting[]} settings @returns {[string, Setting[]][]} by what stands before the first dot */
function areasOf(settings) {
  /** @type {Map<string, Setting[]>} */
  const areas = new Map()
  for (const setting of settings) {
    const area = setting.key.split(".")[0]
    areas.set(area, [...areas.get(area) ?? [], setting])
  }
  return [...areas]
}

/** @param {Setting} setting */
const isOwn = (setting) => JSON.stringify(setting.value) !== JSON.stringify(setting.default)

/** @param {string} area @param {Setting[]} settings */
function areaCard(area, settings) {
  const own = settings.filter(isOwn).length
  return h(
    "details",
    { class: "card", open: settings.length <= SHOWN },
    h(
      "summary",
      null,
      h("strong", null, t(`settings.area.${area}`)),
      h("span", { class: "small muted" }, ` · ${t("settings.count", { count: settings.length })}`),
      own > 0 && h("span", { class: "small muted" }, ` · ${t("settings.own", { count: own })}`),
    ),
    h("div", { class: "stack" }, settings.map(settingRow)),
  )
}

/** @param {Setting} setting */
function settingRow(setting) {
  const changing = signal(false)
  const opener = h("button", {
    type: "button",
    class: "link",
    hidden: () => changing.value,
    onclick: () => changing.value = true,
    "aria-label": t("settings.change_named", { key: setting.key }),
  }, t("settings.change"))
  const close = () => {
    changing.value = false
    opener.focus()
  }
  return h(
    "div",
    { class: "setting" },
    h(
      "p",
      null,
      h("strong", null, valueText(setting, setting.value)),
      ` · ${inReadersWords(setting.meaning, setting.said)}`,
    ),
    h(
      "p",
      { class: "small muted" },
      h("code", null, setting.key),
      " · ",
      isOwn(setting) ? t("settings.default", { value: valueText(setting, setting.default) }) : t("settings.is_default"),
      ` · ${setting.source}`,
    ),
    isAdmin() && opener,
    () => changing.value && changeForm(setting, close),
  )
}

/** @param {Setting} setting @param {() => void} onCancel */
function changeForm(setting, onCancel) {
  const sending = newSending((name) => name === "reason" ? name : "value")
  const save = async (/** @type {any} */ value, /** @type {string} */ reason) => {
    await post("/api/clinic/settings", { changes: { [setting.key]: value }, reason })
    await tellAndReload(t("settings.told", { key: setting.key }))
  }
  const toDefault = (/** @type {Event} */ event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest("form")
    const reason = /** @type {HTMLTextAreaElement | null | undefined} */ (form?.querySelector("[name=reason]"))
    sending.send(() => save(null, reason?.value ?? ""))
  }
  const form = formOf(
    {
      sending,
      onCancel,
      deed: t("settings.save"),
      async submit(typed) {
        let value
        try {
          value = typedValue(setting, typed)
        } catch {
          sending.errors.value = { value: t("setting.no_table") }
          return
        }
        await save(value, typed.reason)
      },
    },
    settingField(setting, sending.errors),
    field(
      { name: "reason", label: t("settings.reason"), hint: t("settings.reason_hint"), errors: sending.errors },
      "textarea",
      {
        rows: 2,
        required: true,
      },
    ),
    isOwn(setting) && h(
      "p",
      null,
      h(
        "button",
        { type: "button", class: "link", onclick: toDefault },
        t("settings.to_default", {
          value: valueText(setting, setting.default),
        }),
      ),
    ),
  )
  queueMicrotask(() => {
    const first = /** @type {HTMLElement | null} */ (form.querySelector("input, select, textarea"))
    first?.focus()
  })
  return form
}

/** @param {Rule[]} rules */
function rulesTable(rules) {
  const names = ["rule", "meaning", "level", "owner", "due"]
  const silent = rules.filter(({ silent_because }) => silent_because)
  return h(
    "details",
    { class: "card", open: silent.length > 0 },
    h("summary", null, h("strong", null, t("settings.rules"))),
    silent.length > 0 && h(
      "div",
      null,
      h("h2", null, t("settings.silent")),
      h("ul", null, silent.map(silentRule)),
    ),
    wideTable(
      t("settings.rules"),
      names.map((name) => t(`settings.rule.${name}`)),
      rules.map((rule) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, rule.id),
          h("td", null, inReadersWords(rule.meaning)),
          h("td", null, t(`settings.level.${rule.level}`)),
          h("td", null, t(`desk.role.${rule.owner}`)),
          h(
            "td",
            null,
            t(rule.working_hours ? "settings.due_working" : "settings.due", {
              hours: number(rule.due_hours),
            }),
          ),
        )
      ),
    ),
  )
}

/** @param {Rule} rule */
const silentRule = ({ id, silent_because, said }) =>
  h("li", null, h("strong", null, id), ` ${inReadersWords(silent_because ?? "", said)}`)

/** @param {SystemAlert[]} alerts */
function systemAlerts(alerts) {
  const open = alerts.filter(({ closed_at }) => closed_at === null)
  return h(
    "section",
    { class: "card", "aria-label": t("settings.system") },
    h("h2", null, t("settings.system")),
    open.length === 0 ? h("p", { class: "muted" }, t("settings.system_none")) : open.map(systemAlert),
  )
}

/** @param {SystemAlert} alert */
function systemAlert(alert) {
  const sending = newSending(), at = nearMoment(alert.raised_at, clinicZone(), new Date())
  return h(
    "article",
    { class: "stack" },
    h("h3", null, inReadersWords(alert.title, alert.said?.title)),
    h("p", null, inReadersWords(alert.detail, alert.said?.detail)),
    h("p", { class: "small muted" }, t("settings.system_since", { at, count: alert.times })),
    formOf(
      {
        sending,
        deed: t("settings.system_close"),
        async submit({ done }) {
          await post(`/api/system-alerts/${alert.id}/close`, { done })
          await tellAndReload(t("settings.system_told"))
        },
      },
      field({ name: "done", label: t("settings.system_done"), errors: sending.errors }, "textarea", { rows: 2 }),
    ),
  )
}

/** @param {Change[]} changes @param {Map<string, Setting>} settings */
function history(changes, settings) {
  const all = signal(changes.length <= SHOWN), zone = clinicZone(), now = new Date()
  const text = (/** @type {string} */ key, /** @type {any} */ value) => {
    const setting = settings.get(key)
    return setting ? valueText(setting, value) : JSON.stringify(value)
  }
  const line = (/** @type {Change} */ { at, by, before, after, reason }) =>
    h(
      "li",
      null,
      h("span", { class: "small muted num" }, `${nearMoment(at, zone, now)} · ${by}`),
      Object.keys(after).map((key) =>
        h("p", null, h("code", null, key), ` ${text(key, before[key])} → ${text(key, after[key])}`)
      ),
      h("p", { class: "small" }, reason),
    )
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("settings.history")),
    changes.length === 0 && h("p", { class: "muted" }, t("settings.history_none")),
    () => h("ol", { class: "story stack" }, (all.value ? changes : changes.slice(0, SHOWN)).map(line)),
    () =>
      !all.value &&
      h("button", { type: "button", class: "link", onclick: () => all.value = true }, t("settings.history_all")),
  )
}
