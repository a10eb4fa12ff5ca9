/** Who works here: adding, changing, letting in and letting go, and whether messages reach them. */

import { get, post } from "../../api.js"
import { field, optionsOf } from "../../components/clinic/field.js"
import { invitationCard } from "../../components/clinic/invitation-card.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, textOrNull } from "../clinic/forms.js"
import { clinicZone, desk, prepareDesk, tellAndGo, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {{ id: string, name: string, role: string, email: string | null, pager: string | null }} Member
 * @typedef {import("../../components/clinic/invitation-card.js").Invitation} Invitation
 * @typedef {{ member: Member, doing: "change" | "revoke" | "remove" } | null} Chosen
 */

const ROLES = ["technician", "clinician", "coordinator", "researcher", "admin"]

export default async function staffPage() {
  const [{ staff }] = await Promise.all([
    /** @type {Promise<{ staff: Member[] }>} */ (get("/api/staff")),
    prepareDesk("house"),
  ])
  return { title: t("staff.title"), view: () => desk("staff", page(staff)) }
}

/** @param {Member[]} atFirst */
function page(atFirst) {
  const staff = signal(atFirst)
  const issued = signal(/** @type {{ name: string, invitation: Invitation } | null} */ (null))
  const chosen = signal(/** @type {Chosen} */ (null)), sending = newSending()
  const show = (/** @type {string} */ name, /** @type {Invitation} */ invitation) => {
    issued.value = { name, invitation }
    const heading = /** @type {HTMLElement | null} */ (document.querySelector(".issued h2"))
    heading?.focus()
  }
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("staff.title")), h("p", { class: "muted" }, t("staff.about"))),
      h("a", { class: "button plain", href: "/app/clinic/keys" }, t("staff.keys")),
    ),
    h("p", { class: "problem", role: "alert", hidden: () => !sending.message.value }, () => sending.message.value),
    h("section", { class: "card" }, () => table(staff.value, sending, chosen, show)),
    () => issued.value && issuedCard(issued.value),
    () => chosen.value && chosenCard(chosen.value, chosen, show),
    h("section", { class: "card form-card" }, h("h2", null, t("staff.add_title")), addForm(staff, show)),
  ]
}

/** @param {{ name: string, invitation: Invitation }} issued */
const issuedCard = ({ name, invitation }) =>
  h(
    "section",
    { class: "card issued" },
    h("h2", { tabindex: -1 }, t("staff.added", { name })),
    invitationCard(invitation, { name, zone: clinicZone(), now: new Date() }),
  )

/**
 * @param {Member[]} staff
 * @param {import("../clinic/forms.js").Sending} sending
 * @param {import("../../dom.js").Signal<Chosen>} chosen
 * @param {(name: string, invitation: Invitation) => void} show
 */
function table(staff, sending, chosen, show) {
  const link = (/** @type {Member} */ { id, name }) =>
    sending.send(async () => show(name, await post(`/api/staff/${id}/invitations`, {})))
  const test = (/** @type {Member} */ { id, name }) =>
    sending.send(async () => {
      const { sent } = await post(`/api/staff/${id}/test-messages`, {})
      await tellAndGo("/app/clinic/messages", t("staff.tested", { count: sent, name }))
    })
  const signOut = (/** @type {Member} */ { id, name }) =>
    sending.send(async () => {
      await post(`/api/staff/${id}/end-sessions`, {})
      // An administrator who meant their own sessions is out now, too: the lock comes and asks to sign in.
      await tellAndReload(t("staff.sessions_ended", { name }))
    })
  const button = (/** @type {string} */ key, /** @type {Member} */ member, /** @type {() => void} */ onclick) =>
    h(
      "button",
      { type: "button", class: "link", "aria-label": t(`${key}_for`, { name: member.name }), onclick },
      t(key),
    )
  return wideTable(
    t("staff.title"),
    ["name", "role", "contacts", "deeds"].map((key) => t(`staff.${key}`)),
    staff.map((member) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, member.name),
        h("td", null, t(`desk.role.${member.role}`)),
        h("td", { class: "words" }, reached(member)),
        h(
          "td",
          null,
          h(
            "div",
            { class: "deeds" },
            h("button", {
              type: "button",
              class: "link",
              "aria-label": t("staff.change_title", { name: member.name }),
              onclick: () => chosen.value = { member, doing: "change" },
            }, t("staff.change")),
            button("staff.link", member, () => link(member)),
            (member.email || member.pager) && button("staff.test", member, () => test(member)),
            button("staff.end_sessions", member, () => signOut(member)),
            button("staff.revoke", member, () => chosen.value = { member, doing: "revoke" }),
            button("staff.remove", member, () => chosen.value = { member, doing: "remove" }),
          ),
        ),
      )
    ),
  )
}

/** @param {Member} member */
const reached = ({ email, pager }) =>
  [email, pager && `${t("staff.pager")} ${pager}`].filter(Boolean).join(" · ") ||
  h("span", { class: "muted" }, t("staff.no_contacts"))

/**
 * @param {NonNullable<Chosen>} what
 * @param {import("../../dom.js").Signal<Chosen>} chosen
 * @param {(name: string, invitation: Invitation) => void} show
 */
function chosenCard({ member, doing }, chosen, show) {
  const sending = newSending(), close = () => chosen.value = null, { id, name } = member
  const form = doing === "change"
    ? formOf(
      {
        sending,
        deed: t("staff.save"),
        onCancel: close,
        async submit(values) {
          await post(`/api/staff/${id}/change`, contactsIn(values))
          await tellAndReload(t("staff.changed", { name }))
        },
      },
      memberFields(sending.errors, member),
    )
    : doing === "revoke"
    ? formOf(
      {
        sending,
        deed: t("staff.revoke_yes"),
        onCancel: close,
        async submit({ reason }) {
          const invitation = await post(`/api/staff/${id}/access/revoke`, { reason })
          close()
          show(name, invitation)
        },
      },
      h("p", null, t("staff.revoke_ask", { name })),
      field({ name: "reason", label: t("staff.revoke_reason"), errors: sending.errors }, "textarea", { rows: 2 }),
    )
    : formOf({
      sending,
      deed: t("staff.remove_yes"),
      onCancel: close,
      async submit() {
        await post(`/api/staff/${id}/remove`, {})
        await tellAndReload(t("staff.removed", { name }))
      },
    }, h("p", null, t("staff.remove_ask", { name })))
  const titles = { change: "staff.change_title", revoke: "staff.revoke_for", remove: "staff.remove_for" }
  const heading = h("h2", { tabindex: -1 }, t(titles[doing], { name }))
  queueMicrotask(() => heading.focus())
  return h("section", { class: "card form-card" }, heading, form)
}

/** @param {import("../../dom.js").Signal<Member[]>} staff @param {(name: string, invitation: Invitation) => void} show */
function addForm(staff, show) {
  const sending = newSending()
  const form = formOf(
    {
      sending,
      deed: t("staff.add"),
      async submit(values) {
        const invitation = await post("/api/staff", { name: values.name, ...contactsIn(values) })
        staff.value = (await get("/api/staff")).staff
        form.reset()
        show(values.name, invitation)
      },
    },
    field({ name: "name", label: t("staff.name"), errors: sending.errors }, "input", { autocomplete: "off" }),
    memberFields(sending.errors),
  )
  return form
}

/** @param {import("../../components/clinic/field.js").Errors} errors @param {Member} [member] */
const memberFields = (errors, member) => [
  field(
    { name: "role", label: t("staff.role"), errors },
    "select",
    { value: member?.role ?? "technician" },
    optionsOf(ROLES.map((value) => ({ value, text: t(`desk.role.${value}`) }))),
  ),
  field({ name: "email", label: t("staff.email"), errors }, "input", { type: "email", value: member?.email ?? "" }),
  field({ name: "pager", label: t("staff.pager"), hint: t("staff.pager_hint"), errors }, "input", {
    value: member?.pager ?? "",
  }),
]

/** @param {Record<string, string>} values */
const contactsIn = ({ role, email, pager }) => ({ role, email: textOrNull(email), pager: textOrNull(pager) })
