import { h } from "../dom.js"
import { day, t } from "../translate.js"
import { callButton, telLink } from "./call-button.js"

// iPhones want "&" before the text and Androids "?": both read "?&".
/** @param {string} phone @param {string | null | undefined} text */
const smsLink = (phone, text) =>
  `sms:${phone.replace(/[^\d+]/g, "")}${text ? `?&body=${encodeURIComponent(text)}` : ""}`

/**
 * Whom to call, with one tap, also without a network or signing in. The numbers are the clinic's setting.
 *
 * @param {import("../session.js").HelpCard | null} card null: this phone has never been told any
 * @param {{ isEmergency?: boolean }} [how] isEmergency: an answer means danger now, so the emergency number comes first
 */
export function crisisCard(card, { isEmergency = false } = {}) {
  if (!card) return h("section", { class: "crisis stack" }, h("p", null, t("help.unknown")))
  return h(
    "section",
    { class: "crisis stack", "aria-label": t("help.title") },
    isEmergency && h("p", null, h("b", null, t("help.urgent"))),
    !isEmergency && h("p", null, card.statement || t("help.statement")),
    callButton("help.emergency", card.emergency_number, "main"),
    isEmergency && h("p", null, card.statement || t("help.statement")),
    h(
      "ul",
      { class: "stack" },
      card.lines.map((line) =>
        h(
          "li",
          { class: "line" },
          h("p", null, h("b", null, line.name), about(line)),
          h(
            "div",
            { class: "calls" },
            line.phone &&
              h("a", { class: "button plain", href: telLink(line.phone) }, t("help.call", { number: line.phone })),
            line.sms && h("a", { class: "button plain", href: smsLink(line.sms, line.text) }, textLabel(line)),
            line.chat_url?.startsWith("https://") &&
              h(
                "a",
                { class: "button plain", href: line.chat_url, rel: "noreferrer", target: "_blank" },
                t("help.chat"),
              ),
          ),
        )
      ),
      card.clinic_phone &&
        h(
          "li",
          { class: "line" },
          h(
            "p",
            null,
            h("b", null, card.clinic || t("help.clinic")),
            about({ name: "", hours: card.clinic_hours }),
          ),
          h(
            "div",
            { class: "calls" },
            callButton("help.call", card.clinic_phone, "plain"),
          ),
        ),
    ),
    card.after_hours_text && h("p", null, card.after_hours_text),
    card.verified_on &&
      h("p", { class: "muted small" }, t("help.verified", { on: day(card.verified_on.slice(0, 10), "full") })),
  )
}

/** For whom a line is, when and in which languages. @param {import("../session.js").HelpLine} line */
function about({ population, hours, languages }) {
  const said = [population, hours, languages].filter(Boolean).join(" · ")
  return said && h("span", { class: "muted small" }, ` ${said}`)
}

/** @param {import("../session.js").HelpLine} line */
function textLabel({ sms, text }) {
  const number = sms ?? ""
  return text ? t("help.text.word", { word: text, number }) : t("help.text", { number })
}
