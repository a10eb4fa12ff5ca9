/** The tablets that staff share: enrolling the browser at hand, and removing one that is lost or sold. */

import { get, post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { dayIn } from "../../components/clinic/figures.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, signal } from "../../dom.js"
import { withProof } from "../../proof.js"
import { remember } from "../../session.js"
import { day, moment, t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { clinicZone, tellAndReload } from "../clinic/frame.js"

/**
 * @typedef {{
 *   id: string, name: string, label: string, is_this: boolean, enrolled_by: string, enrolled_at: string,
 *   last_used_at: string | null, revoked_at: string | null
 * }} Tablet
 */

/** @returns {Promise<{ tablets: Tablet[] }>} */
export const loadTablets = () => get("/api/tablets")

/** @param {Tablet[]} tablets */
export function tabletsCard(tablets) {
  const asked = signal(/** @type {Tablet | null} */ (null))
  return h(
    "section",
    { class: "card stack", id: "tablets" },
    h("h2", null, t("tablets.title")),
    h("p", { class: "small muted" }, t("tablets.about")),
    tablets.length ? table(tablets, asked) : h("p", null, t("tablets.none")),
    () => asked.value && removal(asked.value, asked),
    !tablets.some(({ is_this, revoked_at }) => is_this && !revoked_at) && enrolment(),
  )
}

/** @param {Tablet[]} tablets @param {import("../../dom.js").Signal<Tablet | null>} asked */
const table = (tablets, asked) =>
  wideTable(
    t("tablets.title"),
    ["name", "enrolled", "used", "state", "deeds"].map((key) => t(`tablets.col.${key}`)),
    tablets.map((tablet) => row(tablet, asked)),
  )

/** @param {Tablet} tablet @param {import("../../dom.js").Signal<Tablet | null>} asked */
function row(tablet, asked) {
  const { name, label, is_this, enrolled_by, enrolled_at, last_used_at, revoked_at } = tablet, zone = clinicZone()
  return h(
    "tr",
    { class: revoked_at ? "muted" : null },
    h(
      "th",
      { scope: "row" },
      name,
      h("span", { class: "small muted" }, ` ${[label, is_this && t("tablets.this")].filter(Boolean).join(", ")}`),
    ),
    h("td", null, t("tablets.enrolled_by", { name: enrolled_by, on: day(dayIn(enrolled_at, zone), "full") })),
    h("td", null, last_used_at ? moment(last_used_at, zone) : t("tablets.never")),
    h("td", null, revoked_at ? t("tablets.removed", { at: moment(revoked_at, zone) }) : t("tablets.works")),
    h(
      "td",
      null,
      !revoked_at && h(
        "button",
        {
          type: "button",
          class: "link",
          "aria-label": t("tablets.remove_one", { name }),
          onclick: () => asked.value = tablet,
        },
        t("tablets.remove"),
      ),
    ),
  )
}

/** @param {Tablet} tablet @param {import("../../dom.js").Signal<Tablet | null>} asked */
function removal({ id, name }, asked) {
  const heading = h("h3", { tabindex: -1 }, t("tablets.remove_one", { name }))
  queueMicrotask(() => heading.focus())
  return h(
    "div",
    { class: "stack" },
    heading,
    formOf({
      sending: newSending(),
      deed: t("tablets.remove"),
      onCancel: () => asked.value = null,
      async submit() {
        await post(`/api/tablets/${id}/remove`, {})
        await tellAndReload(t("tablets.ended", { name }))
      },
    }, h("p", null, t("tablets.remove_ask"))),
  )
}

function enrolment() {
  const sending = newSending(), { errors } = sending
  return h(
    "div",
    { class: "stack" },
    h("h3", null, t("tablets.enrol_title")),
    h("p", { class: "small" }, t("tablets.enrol_about")),
    formOf(
      {
        sending,
        deed: t("tablets.enrol"),
        async submit({ name }) {
          await withProof(() => post("/api/tablets", { name }))
          // From now on this page locks as on every tablet.
          remember(await get("/api/me"))
          await tellAndReload(t("tablets.is_enrolled", { name }))
        },
      },
      field({ name: "name", label: t("tablets.name"), hint: t("tablets.name_hint"), errors }, "input", {
        autocomplete: "off",
        maxlength: 60,
      }),
    ),
  )
}
