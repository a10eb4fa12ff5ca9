/** The roster: who is on duty, on call, or in somebody's place; and whom an alert would reach now. */

import { get, post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { pairs } from "../../components/clinic/pairs.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, signal } from "../../dom.js"
import { day, moment, t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "../clinic/forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {{
 *   id: string, name: string, role: string, kind: string, covers_for: string | null, starts_at: string, ends_at: string,
 * }} Shift
 * @typedef {{
 *   shifts: Shift[], now: Record<string, string[]>, hours: Record<string, [string, string]>, holidays: string[],
 *   is_open: boolean,
 * }} Roster
 * @typedef {import("./staff.js").Member} Member
 */

const KINDS = ["on duty", "on call", "cover"]
const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
const A_MONDAY = "2024-01-0" // the first of that January was one

export default async function dutyPage() {
  const [roster, { staff }] = await Promise.all([
    /** @type {Promise<Roster>} */ (get("/api/duty")),
    /** @type {Promise<{ staff: Member[] }>} */ (get("/api/staff")),
    prepareDesk("house"),
  ])
  return { title: t("duty.title"), view: () => desk("duty", page(roster, staff)) }
}

/** @param {Roster} roster @param {Member[]} staff */
function page(roster, staff) {
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("duty.title")), h("p", { class: "muted" }, t("duty.about"))),
    ),
    h(
      "div",
      { class: "two" },
      h(
        "section",
        { class: "card" },
        h("h2", null, t("duty.now")),
        pairs(
          Object.entries(roster.now).map((
            [role, names],
          ) => [t(`desk.role.${role}`), names.join(", ") || t("duty.nobody")]),
        ),
      ),
      h("section", { class: "card" }, h("h2", null, t("duty.hours")), hours(roster)),
    ),
    h("section", { class: "card" }, shiftsTable(roster.shifts)),
    h("section", { class: "card form-card" }, h("h2", null, t("duty.add")), addForm(staff)),
  ]
}

/** @param {Roster} roster */
function hours({ hours, holidays, is_open }) {
  const open = WEEK.filter((key) => hours[key])
  return [
    h("p", { class: "small muted" }, t("duty.hours_about")),
    open.length === 0 ? h("p", null, t("duty.no_hours")) : pairs([
      ...open.map((key) => /** @type {[string, string]} */ ([
        day(`${A_MONDAY}${WEEK.indexOf(key) + 1}`, "weekday"),
        hours[key].join(" – "),
      ])),
      [t("duty.holidays"), holidays.map((on) => day(on, "full")).join(", ")],
    ]),
    open.length > 0 && h("p", null, t(is_open ? "duty.open" : "duty.closed")),
  ]
}

/** @param {Shift[]} shifts */
function shiftsTable(shifts) {
  if (shifts.length === 0) return h("p", null, t("duty.none"))
  const sending = newSending(), zone = clinicZone()
  const remove = (/** @type {Shift} */ { id }) =>
    sending.send(async () => {
      await post(`/api/duty/${id}/remove`, {})
      await tellAndReload(t("duty.removed"))
    })
  return [
    h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
    wideTable(
      t("duty.title"),
      ["duty.who", "duty.kind", "duty.starts", "duty.ends", "staff.deeds"].map((key) => t(key)),
      shifts.map((shift) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, whoText(shift)),
          h("td", null, t(`duty.kind_short.${shift.kind}`)),
          h("td", null, moment(shift.starts_at, zone)),
          h("td", null, moment(shift.ends_at, zone)),
          h(
            "td",
            null,
            h("button", {
              type: "button",
              class: "link",
              "aria-label": `${t("duty.remove")}: ${whoText(shift)}, ${moment(shift.starts_at, zone)}`,
              onclick: () => remove(shift),
            }, t("duty.remove")),
          ),
        )
      ),
    ),
  ]
}

/** @param {Shift} shift */
const whoText = ({ name, covers_for }) => covers_for ? t("duty.covers", { name, other: covers_for }) : name

/** @param {Member[]} staff */
function addForm(staff) {
  const sending = newSending(), { errors } = sending, kind = signal(KINDS[0])
  const people = staff.map(({ id, name, role }) => ({ value: id, text: `${name}, ${t(`desk.role.${role}`)}` }))
  return formOf(
    {
      sending,
      deed: t("duty.add"),
      async submit(values) {
        await post("/api/duty", {
          account_id: values.account_id,
          kind: values.kind,
          covers_for: values.kind === "cover" ? textOrNull(values.covers_for) : null,
          starts_at: values.starts_at,
          ends_at: values.ends_at,
        })
        await tellAndReload(t("duty.added"))
      },
    },
    field({ name: "account_id", label: t("duty.who"), errors }, "select", {}, optionsOf(people)),
    field(
      { name: "kind", label: t("duty.kind"), errors },
      "select",
      { onchange: (/** @type {any} */ { target }) => kind.value = target.value },
      optionsOf(KINDS.map((value) => ({ value, text: t(`duty.kind.${value}`) }))),
    ),
    () =>
      kind.value === "cover" &&
      field(
        { name: "covers_for", label: t("duty.covers_for"), errors },
        "select",
        {},
        optionsOf([{ value: "", text: t("desk.choose") }, ...people]),
      ),
    h(
      "div",
      { class: "row" },
      ["starts", "ends"].map((key) =>
        field(
          { name: `${key}_at`, label: t(`duty.${key}`), errors, hint: t("duty.starts_hint", { zone: clinicZone() }) },
          "input",
          { type: "datetime-local" },
        )
      ),
    ),
  )
}
