/** What left the house, or is to, with what became of it; and which ways out there are. */

import { get } from "../../api.js"
import { pairs } from "../../components/clinic/pairs.js"
import { wideTable } from "../../components/clinic/wide-table.js"
import { h, onCleanup } from "../../dom.js"
import { again } from "../../router.js"
import { moment, t } from "../../translate.js"
import { clinicZone, desk, prepareDesk } from "../clinic/frame.js"

/**
 * @typedef {{
 *   id: string, channel: string, recipient: string, kind: string, text: string | null, created_at: string, state: string,
 *   attempts: number, last_error: string | null, sent_at: string | null,
 * }} Message
 * @typedef {{ messages: Message[], clinic_id: string, has_mail: boolean, has_secret: boolean }} Outbox
 */

const WAIT = 5_000 // until the page looks again whether what waits was sent; the job runs every ten seconds
const KNOWN_ERRORS = [
  "connection-lost",
  "hook-not-allowed",
  "interrupted",
  "no-text",
  "no-trusted-connection",
  "not-set-up",
  "private-address",
  "recipient-refused",
  "sign-in-refused",
  "unreachable",
]

export default async function messagesPage() {
  const [outbox] = await Promise.all([
    /** @type {Promise<Outbox>} */ (get("/api/messages")),
    prepareDesk("house"),
  ])
  return { title: t("messages.title"), view: () => desk("messages", page(outbox)) }
}

/** @param {Outbox} outbox */
function page({ messages, clinic_id, has_mail, has_secret }) {
  if (messages.some(({ state, attempts }) => state === "queued" && attempts === 0)) lookAgain()
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("messages.title")), h("p", { class: "muted" }, t("messages.about"))),
      h("button", { type: "button", class: "button plain", onclick: () => again() }, t("messages.refresh")),
    ),
    h(
      "section",
      { class: "card" },
      h("h2", null, t("messages.ways")),
      pairs([
        [t("messages.mail"), t(has_mail ? "messages.mail.yes" : "messages.mail.no")],
        [t("messages.pager"), t(has_secret ? "messages.pager.yes" : "messages.pager.no", { id: clinic_id })],
      ]),
    ),
    h("section", { class: "card" }, messages.length === 0 ? h("p", null, t("messages.none")) : table(messages)),
  ]
}

function lookAgain() {
  const timer = setTimeout(() => again(), WAIT)
  onCleanup(() => clearTimeout(timer))
}

/** @param {Message[]} messages */
function table(messages) {
  const zone = clinicZone()
  return wideTable(
    t("messages.title"),
    ["when", "to", "state", "text"].map((key) => t(`messages.${key}`)),
    messages.map((message) =>
      h(
        "tr",
        null,
        h("td", null, moment(message.created_at, zone)),
        h(
          "td",
          null,
          message.recipient,
          h("br"),
          h("span", { class: "muted" }, t(`messages.channel.${message.channel}`)),
        ),
        h("td", { class: "words" }, stateText(message, zone)),
        h("td", { class: "words pre" }, message.text ?? message.kind),
      )
    ),
  )
}

/** @param {Message} message @param {string} zone */
function stateText({ state, attempts, last_error, sent_at }, zone) {
  if (sent_at) return t("messages.state.sent", { at: moment(sent_at, zone) })
  const why = errorText(last_error ?? "")
  if (state === "queued" && last_error) return t("messages.state.retrying", { count: attempts, why })
  return t(`messages.state.${state}`, { why })
}

/** @param {string} code */
const errorText = (code) =>
  KNOWN_ERRORS.includes(code) ? t(`messages.error.${code}`) : t("messages.error.other", { code })
