/** The form in which treatment days are set one by one, or filled in from the protocol. */

import { get, post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { h, list, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "./forms.js"
import { tellAndReload } from "./frame.js"

const PHASES = ["acute", "taper", "extension", "maintenance"]

/** @typedef {{ key: number, on: string, sessions: number, times: string, phase: string }} Row */

let rows_made = 0

/** @param {{ on: string, sessions: number, times: string[], phase: string | null }} day @returns {Row} */
const rowOf = ({ on, sessions, times, phase }) => ({
  key: ++rows_made,
  on,
  sessions,
  times: times.join(", "),
  phase: phase ?? "acute",
})

/** @param {import("./plan.js").Plan} plan @param {() => void} onCancel */
export function daysEditor({ course, patient, days }, onCancel) {
  const sending = newSending((name) => name.split(".")[0]), filling = newSending(), { errors } = sending
  const rows = signal(days.map(rowOf)), start = signal(course.started_on), skip = signal(true)
  const add = () => {
    const last = rows.peek().at(-1)
    const on = new Date(`${last?.on ?? course.started_on}T12:00:00Z`)
    on.setUTCDate(on.getUTCDate() + 1)
    const fresh = rowOf({ on: on.toISOString().slice(0, 10), sessions: last?.sessions ?? 1, times: [], phase: null })
    rows.value = [...rows.peek(), { ...fresh, times: last?.times ?? "", phase: last?.phase ?? "acute" }]
  }
  const fill = () =>
    filling.send(async () => {
      const query = new URLSearchParams({
        started_on: start.peek(),
        sessions: String(course.planned_sessions),
        holidays: skip.peek() ? "skip" : "keep",
      })
      const found = await get(`/api/courses/${course.id}/proposal?${query}`)
      rows.value = found.days.map(rowOf)
    })
  return formOf(
    {
      sending,
      onCancel,
      deed: t("plan.days.save"),
      async submit({ reason }, confirmed) {
        await post(`/api/courses/${course.id}/days`, {
          days: rows.peek().map(({ on, sessions, times, phase }) => ({ on, sessions, times: timesIn(times), phase })),
          reason,
          confirmed,
        })
        await tellAndReload(t("plan.told.days", { name: patient }))
      },
    },
    h(
      "fieldset",
      { class: "part" },
      h("legend", null, t("plan.fill")),
      h(
        "div",
        { class: "row" },
        h("label", { class: "field" }, [
          t("plan.fill_from"),
          h("input", {
            type: "date",
            value: start.peek(),
            onchange: (/** @type {Event & { target: HTMLInputElement }} */ { target }) => start.value = target.value,
          }),
        ]),
        h("label", { class: "choice" }, [
          h("input", {
            type: "checkbox",
            checked: true,
            onchange: (/** @type {Event & { target: HTMLInputElement }} */ { target }) => skip.value = target.checked,
          }),
          h("span", null, t("plan.fill_skip")),
        ]),
        h("button", { type: "button", class: "button plain", onclick: fill }, t("plan.fill_deed")),
      ),
      h(
        "p",
        { class: "problem small", role: "alert", hidden: () => !filling.message.value },
        () => filling.message.value,
      ),
    ),
    h(
      "div",
      { class: "scroll" },
      h(
        "table",
        { class: "table num small" },
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            ["on", "sessions", "times", "phase"].map((name) => h("th", { scope: "col" }, t(`plan.column.${name}`))),
            h("td", null),
          ),
        ),
        h(
          "tbody",
          null,
          list(
            () => rows.value,
            (row) => row.key,
            (row) => rowInputs(row, () => rows.value = rows.peek().filter(({ key }) => key !== row.key)),
          ),
        ),
      ),
    ),
    h("p", { class: "problem small", role: "alert", hidden: () => !errors.value.days }, () => errors.value.days ?? ""),
    h("button", { type: "button", class: "link", onclick: add }, t("plan.days.add")),
    field({ name: "reason", label: t("plan.reason"), errors }, "textarea", { rows: 2 }),
  )
}

/** @param {Row} row is changed as it is typed @param {() => void} remove */
function rowInputs(row, remove) {
  const input = (/** @type {"on" | "times"} */ name, /** @type {string} */ type, /** @type {number} */ size) =>
    h("input", {
      type,
      size,
      value: row[name],
      "aria-label": t(`plan.column.${name}`),
      onchange: (/** @type {Event & { target: HTMLInputElement }} */ { target }) => row[name] = target.value,
    })
  return h(
    "tr",
    null,
    h("td", null, input("on", "date", 10)),
    h(
      "td",
      null,
      h("input", {
        type: "number",
        min: 1,
        max: 12,
        value: String(row.sessions),
        "aria-label": t("plan.column.sessions"),
        onchange: (/** @type {Event & { target: HTMLInputElement }} */ { target }) =>
          row.sessions = Number(target.value),
      }),
    ),
    h("td", null, input("times", "text", 12)),
    h(
      "td",
      null,
      h(
        "select",
        {
          value: row.phase,
          "aria-label": t("plan.column.phase"),
          onchange: (/** @type {Event & { target: HTMLSelectElement }} */ { target }) => row.phase = target.value,
        },
        PHASES.map((value) => h("option", { value }, t(`plan.phase.${value}`))),
      ),
    ),
    h("td", null, h("button", { type: "button", class: "link", onclick: remove }, t("plan.days.remove"))),
  )
}

/** "9:30, 11:00" as the server wants it. @param {string} typed */
const timesIn = (typed) => typed.split(/[\s,;]+/).filter(Boolean).map((each) => each.padStart(5, "0"))
