/** A page of the kiosk: help always at the top, and no way to anywhere else. */
import { crisisCard } from "../../components/crisis-card.js"
import { demoMark } from "../../components/patient-layout.js"
import { h, mount } from "../../dom.js"
import { keptHelp } from "../../session.js"
import { t } from "../../translate.js"

/** @typedef {import("../../session.js").HelpCard} HelpCard */

/**
 * @param {HelpCard | null} help null: what this device keeps, which is the clinic's and nobody's
 * @param {...import("../../dom.js").Child} children
 */
export const kioskLayout = (help, ...children) =>
  h(
    "div",
    { class: "phone" },
    demoMark(),
    h(
      "header",
      { class: "bar" },
      h("span", { class: "small muted" }, help?.clinic ?? t("kiosk.title")),
      h("button", { class: "help", type: "button", onclick: () => showHelp(help ?? keptHelp()) }, t("help.button")),
    ),
    h("main", { class: "stack roomy" }, ...children),
  )

/** Help without leaving the page, whose answers would be gone. @param {HelpCard | null} help */
function showHelp(help) {
  ask("kiosk-help", (close) => [
    ...deskFirst("kiosk-help"),
    crisisCard(onTablet(help)),
    h("button", { class: "button plain", type: "button", onclick: close }, t("kiosk.back")),
  ])
}

/** Without chats: one that was begun here would stay open for whoever comes next. @param {HelpCard | null} help */
export const onTablet = (help) => help && { ...help, lines: help.lines.map((line) => ({ ...line, chat_url: null })) }

/** In a clinic people are nearer than any number. @param {string} id of the heading */
export const deskFirst = (id) => [
  h("h2", { id }, t("kiosk.desk.title")),
  h("p", null, t("kiosk.desk.text")),
]

/**
 * A dialog that goes away for good when it closes. @param {string} id of its heading
 * @param {(close: () => void) => import("../../dom.js").Child} content
 * @returns {() => void} closes it
 */
export function ask(id, content) {
  const dialog = h("dialog", { class: "ask", "aria-labelledby": id })
  const unmount = mount(dialog, () => content(() => dialog.close()))
  dialog.addEventListener("close", () => {
    unmount()
    dialog.remove()
  })
  document.body.append(dialog)
  dialog.showModal()
  return () => dialog.close()
}
