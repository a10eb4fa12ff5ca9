/** The caseload: every course the reader may see, those first that need somebody, with the reason. */

import { get } from "../../api.js"
import { caseTable } from "../../components/clinic/case-table.js"
import { dayIn } from "../../components/clinic/figures.js"
import { readinessNotice } from "../../components/clinic/readiness.js"
import { computed, h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { newSending } from "./forms.js"
import { clinicZone, desk, isClinician, prepareDesk } from "./frame.js"

/** @typedef {import("../../components/clinic/case-table.js").CaseRow} CaseRow */
/** @typedef {{ rows: CaseRow[], total: number, next: string | null }} Batch */

const STATES = ["running", "ended", "all"]
const BATCH = 100 // rows; a busy clinic has about forty courses running

/** @param {string} state @param {string | null} after @returns {Promise<Batch>} */
function load(state, after) {
  const query = new URLSearchParams({ state, limit: String(BATCH), ...after && { after } })
  return get(`/api/caseload?${query}`)
}

/** @param {import("../../router.js").Place} place */
export default async function caseload({ query }) {
  const wanted = STATES.find((state) => state === query.get("state")) ?? "running"
  const [batch, readiness] = await Promise.all([
    load(wanted, null),
    /** @type {Promise<import("../../components/clinic/readiness.js").Readiness>} */ (get("/api/clinic/readiness")),
    prepareDesk("house"),
  ])
  return {
    title: t("caseload.title"),
    view: () => desk("courses", readinessNotice(readiness), page(wanted, batch)),
  }
}

/** @param {string} first the state to begin with @param {Batch} batch */
function page(first, batch) {
  const state = signal(first), name = signal(""), loaded = signal(batch), loading = newSending()
  const rows = computed(() => matching(loaded.value.rows, name.value))
  const zone = clinicZone(), today = dayIn(new Date(), zone)
  // The reader may choose again while rows are on their way: what was chosen last counts.
  const loadChosen = async () => {
    let wanted
    do {
      wanted = state.peek()
      const fresh = await load(wanted, null)
      if (state.peek() === wanted) loaded.value = fresh
    } while (state.peek() !== wanted)
  }
  const choose = (/** @type {string} */ wanted) => {
    state.value = wanted
    history.replaceState(null, "", wanted === "running" ? "/app/caseload" : `/app/caseload?state=${wanted}`)
    return loading.send(loadChosen)
  }
  const more = () =>
    loading.send(async () => {
      const wanted = state.peek(), next = await load(wanted, loaded.peek().next)
      if (state.peek() !== wanted) return loadChosen()
      loaded.value = { ...next, rows: [...loaded.peek().rows, ...next.rows] }
    })
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("caseload.title")), h("p", { class: "muted num" }, () => counted(loaded.value))),
      isClinician() && h("a", { class: "button plain no-print", href: "/app/patients/new" }, t("desk.way.new_patient")),
    ),
    filters(state, name, choose),
    h("p", { class: "problem", role: "alert", hidden: () => !loading.message.value }, () => loading.message.value),
    h(
      "div",
      { "aria-busy": () => loading.busy.value ? "true" : null },
      () => rows.value.length ? caseTable(rows.value, today, zone) : empty(state.peek(), name.value),
    ),
    h(
      "p",
      { hidden: () => !loaded.value.next },
      h(
        "button",
        { type: "button", class: "button plain", onclick: more },
        () =>
          loading.busy.value ? t("desk.loading") : t("caseload.more", {
            shown: loaded.value.rows.length,
            total: loaded.value.total,
          }),
      ),
    ),
  ]
}

/**
 * The rows whose name or number contains what was typed.
 *
 * @param {CaseRow[]} rows
 * @param {string} typed
 */
export function matching(rows, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(({ name, number }) => {
    const text = `${name} ${number ?? ""}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** @param {Batch} batch */
function counted({ rows, total }) {
  const count =
    rows.filter(({ attention }) => attention.some(({ level }) => level === "red" || level === "amber")).length
  return [t("caseload.courses", { count: total }), count > 0 && t("caseload.attention", { count })].filter(Boolean)
    .join(", ")
}

/**
 * @param {import("../../dom.js").Signal<string>} state
 * @param {import("../../dom.js").Signal<string>} name
 * @param {(state: string) => unknown} choose
 */
function filters(state, name, choose) {
  return h(
    "div",
    { class: "filters no-print" },
    h(
      "fieldset",
      { class: "segments" },
      h("legend", { class: "unseen" }, t("caseload.which")),
      STATES.map((each) =>
        h(
          "label",
          null,
          h("input", {
            type: "radio",
            name: "state",
            value: each,
            checked: each === state.peek(),
            onchange: () => choose(each),
          }),
          h("span", null, t(`caseload.state.${each}`)),
        )
      ),
    ),
    h(
      "label",
      { class: "search" },
      h("span", { class: "unseen" }, t("caseload.search")),
      h("input", {
        type: "search",
        placeholder: t("caseload.search"),
        autocomplete: "off",
        oninput: (/** @type {Event & { target: HTMLInputElement }} */ { target }) => name.value = target.value,
      }),
    ),
  )
}

/** @param {string} state @param {string} typed */
function empty(state, typed) {
  if (typed.trim()) return h("p", { class: "card muted" }, t("caseload.nobody_called", { name: typed.trim() }))
  return h(
    "div",
    { class: "card stack" },
    h("p", { class: "muted" }, t(`caseload.empty.${state}`)),
    state !== "ended" &&
      h("p", null, h("a", { class: "button", href: "/app/patients/new" }, t("desk.way.new_patient"))),
  )
}
