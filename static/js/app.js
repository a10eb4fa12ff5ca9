/** The start: sentences, who is signed in, then the page at this address. */
import { Problem } from "./api.js"
import { h } from "./dom.js"
import { go, startRouter } from "./router.js"
import { homeOf, routesOf } from "./routes.js"
import { loadSession, me, recallSession } from "./session.js"
import { loadSentences, t } from "./translate.js"
import { startWorker } from "./worker-updates.js"

const outlet = /** @type {Element} */ (document.querySelector("#app"))

await loadSentences()
// What the phone remembers opens the page at once, also offline; the clinic's answer then corrects it.
const remembered = recallSession()
const answered = loadSession()
if (!remembered) await answered

await startRouter(outlet, () => routesOf(me.peek()?.role), {
  missing,
  broken,
  titled: (title) => `${title} · Lodestone`,
})
startWorker()

if (remembered) {
  await answered
  if (me.peek()?.role !== remembered.role) await go("/", { replace: true })
}

/** No route of this person: staff who open "/" go where their work is. @param {{ path: string }} place */
function missing({ path }) {
  const role = me.peek()?.role
  if (role && path === "/") {
    queueMicrotask(() => go(homeOf(role), { replace: true }))
    return { title: t("app.name"), view: () => h("main", { class: "page" }) }
  }
  return { title: t("missing.title"), view: () => message(t("missing.title"), t("missing.text")) }
}

/** @param {unknown} problem */
function broken(problem) {
  if (!(problem instanceof Problem)) console.error(problem)
  const kind = problem instanceof Problem ? problem.kind : "fault"
  const text = problem instanceof Problem && problem.message ? problem.message : t(`problem.${kind}.text`)
  return { title: t(`problem.${kind}.title`), view: () => message(t(`problem.${kind}.title`), text, true) }
}

/** @param {string} title @param {string} text @param {boolean} [retry] */
function message(title, text, retry = false) {
  return h(
    "main",
    { class: "page stack" },
    h("h1", null, title),
    h("p", null, text),
    retry && h("button", { class: "button", type: "button", onclick: () => location.reload() }, t("problem.again")),
    h("a", { class: "button plain", href: "/" }, t("missing.start")),
    h("a", { class: "button quiet", href: "/help" }, t("help.button")),
  )
}
