/** The keys with which machines come in: making one, which is shown once, and ending one. */

import { get, post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, signal } from "../../dom.js"
import { withProof } from "../../proof.js"
import { day, t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { clinicZone, desk, prepareDesk, tellAndReload } from "../clinic/frame.js"
import { dayIn } from "../../components/clinic/figures.js"

/**
 * @typedef {{
 *   id: string, name: string, created_by: string, created_at: string, expires_at: string, revoked_at: string | null,
 *   last_used_at: string | null
 * }} Key
 */

const DAYS = [30, 90, 365]

export default async function keysPage() {
  const [{ keys }] = await Promise.all([
    /** @type {Promise<{ keys: Key[] }>} */ (get("/api/service-keys")),
    prepareDesk("keys"),
  ])
  return { title: t("keys.title"), view: () => desk("staff", page(keys)) }
}

/** @param {Key[]} atFirst */
function page(atFirst) {
  const keys = signal(atFirst), made = signal(/** @type {{ name: string, secret: string } | null} */ (null))
  const asked = signal(/** @type {Key | null} */ (null))
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("keys.title")), h("p", { class: "muted" }, t("keys.about"))),
    ),
    () => made.value && secretCard(made.value),
    h("section", { class: "card" }, () => keys.value.length ? table(keys.value, asked) : h("p", null, t("keys.none"))),
    () => asked.value && revokeCard(asked.value, asked),
    h("section", { class: "card form-card" }, h("h2", null, t("keys.make_title")), makeForm(keys, made)),
  ]
}

/** @param {{ name: string, secret: string }} made */
function secretCard({ name, secret }) {
  const copied = signal(false)
  const heading = h("h2", { tabindex: -1 }, t("keys.made", { name }))
  queueMicrotask(() => heading.focus())
  return h(
    "section",
    { class: "card stack" },
    heading,
    h("p", null, t("keys.once")),
    h("p", { class: "link-text" }, `Authorization: Bearer ${secret}`),
    h(
      "p",
      { class: "deeds no-print" },
      h("button", {
        type: "button",
        class: "button plain",
        onclick: () => navigator.clipboard?.writeText(secret).then(() => copied.value = true),
      }, t("keys.copy")),
      h("span", { role: "status", class: "small muted" }, () => copied.value ? t("keys.copied") : ""),
    ),
  )
}

/** @param {Key[]} keys @param {import("../../dom.js").Signal<Key | null>} asked */
const table = (keys, asked) =>
  wideTable(
    t("keys.title"),
    ["name", "made_by", "used", "state", "deeds"].map((key) => t(`keys.col.${key}`)),
    keys.map((key) => row(key, asked)),
  )

/** @param {Key} key @param {import("../../dom.js").Signal<Key | null>} asked */
function row(key, asked) {
  const on = (/** @type {string} */ at) => day(dayIn(at, clinicZone()), "full")
  const works = !key.revoked_at && Date.parse(key.expires_at) > Date.now()
  const state = key.revoked_at
    ? t("keys.revoked", { on: on(key.revoked_at) })
    : t(works ? "keys.works" : "keys.expired", { on: on(key.expires_at) })
  return h(
    "tr",
    { class: works ? null : "muted" },
    h("th", { scope: "row" }, key.name),
    h("td", null, t("keys.made_by", { name: key.created_by, on: on(key.created_at) })),
    h("td", null, key.last_used_at ? on(key.last_used_at) : t("keys.never")),
    h("td", null, state),
    h(
      "td",
      null,
      works && h(
        "button",
        {
          type: "button",
          class: "link",
          "aria-label": t("keys.revoke_for", { name: key.name }),
          onclick: () => asked.value = key,
        },
        t("keys.revoke"),
      ),
    ),
  )
}

/** @param {Key} key @param {import("../../dom.js").Signal<Key | null>} asked */
function revokeCard({ id, name }, asked) {
  const heading = h("h2", { tabindex: -1 }, t("keys.revoke_for", { name }))
  queueMicrotask(() => heading.focus())
  return h(
    "section",
    { class: "card form-card" },
    heading,
    formOf({
      sending: newSending(),
      deed: t("keys.revoke"),
      onCancel: () => asked.value = null,
      async submit() {
        await post(`/api/service-keys/${id}/revoke`, {})
        await tellAndReload(t("keys.ended", { name }))
      },
    }, h("p", null, t("keys.revoke_ask"))),
  )
}

/**
 * @param {import("../../dom.js").Signal<Key[]>} keys
 * @param {import("../../dom.js").Signal<{ name: string, secret: string } | null>} made
 */
function makeForm(keys, made) {
  const sending = newSending(), { errors } = sending
  const form = formOf(
    {
      sending,
      deed: t("keys.make"),
      async submit({ name, days }) {
        const answer = await withProof(() => post("/api/service-keys", { name, days: Number(days) }))
        form.reset()
        keys.value = answer.keys
        made.value = { name, secret: answer.secret }
      },
    },
    field({ name: "name", label: t("keys.name"), hint: t("keys.name_hint"), errors }, "input", { autocomplete: "off" }),
    field(
      { name: "days", label: t("keys.days"), errors },
      "select",
      { value: "90" },
      optionsOf(DAYS.map((count) => ({ value: String(count), text: t("keys.days_of", { count }) }))),
    ),
  )
  return form
}
