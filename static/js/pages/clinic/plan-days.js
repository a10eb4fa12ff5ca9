/** The treatment days of a course: shown, set by hand or from a list, moved and extended. */

import { post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { opener } from "../../components/clinic/opener.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, signal } from "../../dom.js"
import { inReadersWords } from "../../said.js"
import { day, t } from "../../translate.js"
import { formOf, newSending, numberOrNull } from "./forms.js"
import { isClinician, tellAndReload } from "./frame.js"
import { daysEditor } from "./plan-days-editor.js"

/**
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {{ number: number, text: string, fault: string | null, said: import("../../said.js").Part[] | null }} Line
 * @typedef {{ lines: Line[], days: unknown[] }} Looked how a list reads
 */

const ENDED = ["completed", "discontinued", "deceased"]

/** @param {Plan} plan */
export function daysCard(plan) {
  const { course, days, moves, begun } = plan, isOpen = isClinician() && !ENDED.includes(course.state)
  return h(
    "section",
    { class: "card" },
    h("h2", null, t("plan.days")),
    h(
      "p",
      { class: "small muted" },
      t("plan.days.about", { days: days.length, sessions: days.reduce((sum, { sessions }) => sum + sessions, 0) }),
    ),
    h("details", null, h("summary", null, t("plan.days.show")), daysTable(days)),
    moves.length > 0 && h(
      "details",
      null,
      h("summary", null, t("plan.moves")),
      h(
        "ul",
        { class: "lines small num" },
        moves.map(({ moved_from, moved_to, reason, by }) =>
          h("li", null, t("plan.moved", { from: day(moved_from, "full"), to: day(moved_to, "full"), by, reason }))
        ),
      ),
    ),
    isOpen && [
      opener(t("plan.days.edit"), (close) => daysEditor(plan, close)),
      opener(t("plan.days.import"), (close) => listForm(plan, close)),
      opener(t("plan.extend"), (close) => extendForm(plan, close)),
      !begun && opener(t("plan.start"), (close) => startForm(plan, close)),
    ],
  )
}

/** @param {import("./plan.js").PlanDay[]} days */
function daysTable(days) {
  const several = days.some(({ sessions }) => sessions > 1), timed = days.some(({ times }) => times.length)
  const columns = ["on", several && "sessions", timed && "times", "phase", "recorded"].filter((each) =>
    typeof each === "string"
  )
  return wideTable(
    t("plan.days"),
    columns.map((name) => t(`plan.column.${name}`)),
    days.map(({ on, sessions, times, phase, delivered, missed }) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, `${day(on, "weekday")} ${day(on, "full")}`),
        several && h("td", null, String(sessions)),
        timed && h("td", null, times.join(", ")),
        h("td", null, phase && t(`plan.phase.${phase}`)),
        h("td", null, recordedText(delivered, missed)),
      )
    ),
    "num small",
  )
}

/** @param {number} delivered @param {number} missed */
const recordedText = (delivered, missed) =>
  [delivered && t("plan.delivered", { count: delivered }), missed && t("plan.missed", { count: missed })]
    .filter(Boolean).join(", ")

/** @param {Plan} plan @param {() => void} onCancel */
function listForm({ course, patient }, onCancel) {
  const sending = newSending(), looking = newSending(), { errors } = sending
  const looked = signal(
    /** @type {Looked | null} */ (null),
  )
  const address = `/api/courses/${course.id}/days/import`
  /** @type {HTMLFormElement} */
  const form = formOf(
    {
      sending,
      onCancel,
      deed: t("plan.days.import_deed"),
      async submit({ text, reason }, confirmed) {
        await post(address, { text, dry_run: false, reason, confirmed })
        await tellAndReload(t("plan.told.days", { name: patient }))
      },
    },
    field({ name: "text", label: t("plan.days.list"), hint: t("plan.days.list_hint"), errors }, "textarea", {
      rows: 8,
    }),
    h("label", { class: "link" }, [
      t("plan.days.file"),
      h("input", {
        type: "file",
        accept: ".csv,.txt,text/csv,text/plain",
        async onchange(/** @type {Event & { target: HTMLInputElement }} */ { target }) {
          const file = target.files?.[0]
          if (file) /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text")).value = await file.text()
        },
      }),
    ]),
    h("button", {
      type: "button",
      class: "button plain",
      onclick: () =>
        looking.send(async () => {
          const text = String(new FormData(form).get("text") ?? "")
          looked.value = await post(address, { text, dry_run: true, reason: t("plan.days.looked") })
        }),
    }, t("plan.days.look")),
    h(
      "p",
      { class: "problem small", role: "alert", hidden: () => !looking.message.value },
      () => looking.message.value,
    ),
    h("div", { role: "status" }, () => looked.value && lookedText(looked.value)),
    field({ name: "reason", label: t("plan.reason"), errors }, "textarea", { rows: 2 }),
  )
  return form
}

/** @param {Looked} looked */
function lookedText({ lines, days }) {
  const wrong = lines.filter(({ fault }) => fault !== null)
  return [
    h("p", { class: "small" }, t("plan.days.read", { lines: lines.length, days: days.length })),
    wrong.length > 0 && h(
      "ul",
      { class: "lines small" },
      wrong.map(({ number, text, fault, said }) =>
        h(
          "li",
          { class: "is-amber" },
          t("plan.days.fault", { number: String(number), text, fault: inReadersWords(fault ?? "", said) }),
        )
      ),
    ),
  ]
}

/** @param {Plan} plan @param {() => void} onCancel */
function extendForm({ course, patient, block }, onCancel) {
  const sending = newSending(), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t("plan.extend_deed"),
      async submit({ sessions, reason }, confirmed) {
        await post(`/api/courses/${course.id}/extend`, { sessions: numberOrNull(sessions), reason, confirmed })
        await tellAndReload(t("plan.told.extend", { name: patient }))
      },
    },
    field(
      {
        name: "sessions",
        label: t("plan.extend_sessions"),
        hint: t("plan.extend_hint", { block: String(block) }),
        errors,
      },
      "input",
      { type: "number", inputmode: "numeric", min: 1, value: String(block) },
    ),
    field({ name: "reason", label: t("plan.reason"), hint: t("plan.extend_reason"), errors }, "textarea", { rows: 2 }),
  )
}

/** @param {Plan} plan @param {() => void} onCancel */
function startForm({ course, patient }, onCancel) {
  const sending = newSending((name) => name === "started_on" ? "on" : name), { errors } = sending
  return formOf(
    {
      sending,
      onCancel,
      deed: t("plan.start_deed"),
      async submit({ on, reason }) {
        await post(`/api/courses/${course.id}/start`, { on, reason })
        await tellAndReload(t("plan.told.start", { name: patient }))
      },
    },
    field({ name: "on", label: t("plan.start_on"), hint: t("plan.start_hint"), errors }, "input", {
      type: "date",
      value: course.started_on,
    }),
    field({ name: "reason", label: t("plan.reason"), errors }, "textarea", { rows: 2 }),
  )
}
