/**
 * A patient answers on a tablet of the clinic: a code, "is this you?", what is due, and thanks. Each visit ends with a new
 * document, so that nothing of it is left in this one; nothing is ever put into the browser's storage.
 *
 * The ends of a visit, in the address of the next document: "thanks", "nothing" (was due), "unfinished" (it was left alone),
 * "wrong" (the code was another person's).
 */
import "../../further-style.js"
import { post, Problem } from "../../api.js"
import { h, signal } from "../../dom.js"
import { addSentences, t } from "../../translate.js"
import { codeForm } from "./code.js"
import { kioskLayout } from "./layout.js"
import { visit } from "./visit.js"

const ENDS = ["thanks", "nothing", "unfinished", "wrong"]

/** @param {import("../../router.js").Place} place */
export default async function kiosk({ query }) {
  await Promise.all([addSentences("kiosk"), addSentences("questions")])
  const said = ENDS.find((end) => query.has(end)) ?? null
  const refused = await endWhatWas()
  return { title: t("kiosk.title"), view: () => refused ? closed(refused) : page(said) }
}

/** Nobody who takes the tablet finds somebody signed in on it. @returns {Promise<string | null>} why this is no kiosk */
async function endWhatWas() {
  try {
    await post("/api/kiosk/end", {})
    return null
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    return problem.kind === "refused" ? t("kiosk.no_tablet") : t("kiosk.offline")
  }
}

/** @param {string} why */
const closed = (why) =>
  kioskLayout(
    null,
    h("h1", null, t("kiosk.closed")),
    h("p", { class: "problem" }, why),
    h(
      "button",
      { class: "button main", type: "button", onclick: () => location.replace("/kiosk") },
      t("problem.again"),
    ),
  )

/** @param {string | null} said how the visit before ended */
function page(said) {
  const begun = signal(/** @type {import("./visit.js").Visit | null} */ (null)), thanked = signal(said)
  return h("div", null, () => {
    if (begun.value) return visit(begun.value)
    if (thanked.value) return goodbye(thanked.value, () => thanked.value = null)
    return codeForm((found) => begun.value = found)
  })
}

/** @param {string} end @param {() => void} next */
function goodbye(end, next) {
  const heading = h("h1", { tabindex: -1 }, t(`kiosk.${end}.title`))
  queueMicrotask(() => heading.focus())
  return kioskLayout(
    null,
    heading,
    h("p", { role: "status" }, t(`kiosk.${end}.text`)),
    h("button", { class: "button plain", type: "button", onclick: next }, t("kiosk.next")),
  )
}
