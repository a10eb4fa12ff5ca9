/** "Record session": one treatment visit, filled in from the last one, so that most days need one look and one press. */

import { get, post } from "../../api.js"
import { choices, field } from "../../components/clinic/field.js"
import { dayIn, dayText } from "../../components/clinic/figures.js"
import { h, list, signal } from "../../dom.js"
import { t } from "../../translate.js"
import { formOf, newSending, numberOrNull } from "./forms.js"
import { clinicZone, desk, prepareDesk, tellAndGo } from "./frame.js"

/**
 * @typedef {import("./course.js").CourseSheet} CourseSheet
 * @typedef {import("../../components/clinic/sessions-table.js").Block} Block
 */

const STATES = ["full", "partial", "aborted", "missed"]
/** @type {Block} */
const EMPTY = { target: "", intensity_percent_mt: null, pulses: null, frequency_hz: null }

/** @param {import("../../router.js").Place} place */
export default async function session({ params: { id } }) {
  const [sheet] = await Promise.all([/** @type {Promise<CourseSheet>} */ (get(`/api/courses/${id}`)), prepareDesk()])
  return { title: t("session.title"), view: () => desk("courses", page(sheet)) }
}

/** @param {CourseSheet} sheet */
function page({ course, patient, sessions, next }) {
  const state = signal("full"), today = dayIn(new Date(), clinicZone())
  const last = sessions.filter(({ blocks }) => blocks.length)
    .sort((one, other) => other.on.localeCompare(one.on) || other.number - one.number)[0]
  const number = next.session_number ?? sessions.length + 1
  // Made once for this page: pressing twice, or again after a lost answer, stores one session.
  const id = crypto.randomUUID()
  let made = 0
  const blocks = signal((last?.blocks ?? [EMPTY]).map((block) => ({ block, key: ++made })))
  const sending = newSending((name) => fieldOf(name, blocks.peek().map(({ key }) => key)))
  const path = `/app/courses/${course.id}`
  return [
    h(
      "div",
      { class: "page-head" },
      h(
        "div",
        null,
        h("p", { class: "small muted" }, h("a", { href: path }, patient.name)),
        h("h1", null, t("session.heading", { number })),
        h(
          "p",
          { class: "muted" },
          [course.title, course.protocol.name, course.device, course.coil].filter(Boolean).join(" · "),
        ),
      ),
    ),
    h(
      "div",
      { class: "card form-card" },
      formOf(
        {
          sending,
          deed: t("session.save"),
          async submit(values, confirmed) {
            const missed = values.state === "missed"
            await post(`/api/courses/${course.id}/sessions`, {
              id,
              number: numberOrNull(values.number),
              on: values.on,
              started_at: null,
              state: values.state,
              blocks: missed ? [] : blocks.peek().map(({ key }) => blockFrom(values, key)),
              site_pain: missed ? null : numberOrNull(values.site_pain),
              note: values.note,
              confirmed,
            })
            await tellAndGo(path, t(missed ? "session.told_missed" : "session.told", { number: values.number }))
          },
        },
        h(
          "div",
          { class: "row" },
          field({ name: "number", label: t("session.number"), errors: sending.errors }, "input", {
            type: "number",
            inputmode: "numeric",
            min: 1,
            value: String(number),
          }),
          field({ name: "on", label: t("session.on"), errors: sending.errors }, "input", {
            type: "date",
            value: today,
            max: today,
          }),
        ),
        choices(
          { name: "state", label: t("session.state"), errors: sending.errors },
          STATES.map((each) => ({ value: each, text: t(`sessions.state.${each}`) })),
          state.peek(),
          (value) => state.value = value,
        ),
        h(
          "div",
          { class: "stack", hidden: () => state.value === "missed" },
          last &&
            h("p", { class: "small muted" }, t("session.prefilled", { number: last.number, day: dayText(last.on) })),
          list(
            () => blocks.value,
            ({ key }) => key,
            ({ block, key }) => blockFields(block, key, sending.errors, blocks),
          ),
          h("button", {
            type: "button",
            class: "link",
            onclick: () => blocks.value = [...blocks.peek(), { block: EMPTY, key: ++made }],
          }, t("session.add_block")),
          field(
            {
              name: "site_pain",
              label: t("session.site_pain"),
              hint: t("session.site_pain_hint"),
              errors: sending.errors,
              class: "narrow",
            },
            "input",
            {
              type: "number",
              inputmode: "numeric",
              min: 0,
              max: 10,
            },
          ),
        ),
        field({ name: "note", label: t("session.note"), errors: sending.errors }, "textarea", { rows: 2 }),
      ),
    ),
  ]
}

/**
 * The field of this page for a field of the request; what the server says of "a block" stands at the first.
 *
 * @param {string} name "blocks.1.pulses", or a part of a block alone
 * @param {number[]} keys of the blocks in their order
 */
function fieldOf(name, keys) {
  const [, index, part] = /^blocks\.(\d+)\.(.+)$/.exec(name) ?? []
  if (part) return `${part}-${keys[Number(index)]}`
  if (name === "blocks") return `target-${keys[0]}`
  return name in EMPTY ? `${name}-${keys[0]}` : name
}

/**
 * @param {Block} block
 * @param {number} key
 * @param {import("../../components/clinic/field.js").Errors} errors
 * @param {import("../../dom.js").Signal<{ block: Block, key: number }[]>} blocks
 */
function blockFields(block, key, errors, blocks) {
  const part = (/** @type {keyof Block} */ name, /** @type {Record<string, unknown>} */ props) =>
    field({ name: `${name}-${key}`, label: t(`session.${name}`), errors }, "input", {
      value: block[name] ?? "",
      ...props,
    })
  const whole = { type: "number", inputmode: "numeric", min: 1 }
  return h(
    "fieldset",
    { class: "block" },
    h("legend", null, t("session.block")),
    h(
      "div",
      { class: "row" },
      part("target", { type: "text", autocomplete: "off" }),
      part("intensity_percent_mt", whole),
      part("pulses", whole),
      part("frequency_hz", { ...whole, inputmode: "decimal", min: 0, step: "any" }),
    ),
    h("button", {
      type: "button",
      class: "link",
      hidden: () => blocks.value.length < 2,
      onclick: () => blocks.value = blocks.peek().filter((each) => each.key !== key),
    }, t("session.remove_block")),
  )
}

/** @param {Record<string, string>} values @param {number} key @returns {Block} */
function blockFrom(values, key) {
  return {
    target: values[`target-${key}`].trim(),
    intensity_percent_mt: numberOrNull(values[`intensity_percent_mt-${key}`]),
    pulses: numberOrNull(values[`pulses-${key}`]),
    frequency_hz: numberOrNull(values[`frequency_hz-${key}`]),
  }
}
