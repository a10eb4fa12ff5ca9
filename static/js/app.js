/** The start: sentences, who is signed in, then the page at this address. */
import { Problem } from "./api.js"
import { demoMark } from "./components/patient-layout.js"
import { effect, h } from "./dom.js"
import { go, match, startRouter } from "./router.js"
import { homeOf, routesOf } from "./routes.js"
import { forgetSession, keptHelp, loadHelp, loadSession, me, onLeft, recallSession } from "./session.js"
import { chosenHere, loadSentences, t, useLanguage, wantedLanguage } from "./translate.js"

// The one sentence that cannot come from the locales: it is said when those are missing.
const UNREACHABLE = {
  en: "No connection. Please load this page again. In danger, call your local emergency number now.",
  de: "Keine Verbindung. Bitte laden Sie die Seite neu. In Gefahr rufen Sie jetzt den Notruf an.",
  es: "Sin conexión. Vuelva a cargar la página. Si está en peligro, llame ahora al número de emergencias.",
}

const outlet = /** @type {Element} */ (document.querySelector("#app"))
if ("tooOld" in document.documentElement.dataset) throw new Error("This browser is too old: see first.js.")

// Whom this phone remembers: the page opens with that at once, also offline, and the clinic's answer then corrects it.
const remembered = recallSession()
// Whoever comes with an invitation, or with a code for the tablet, is nobody yet or about to be somebody else.
const answered = ["/i", "/kiosk"].includes(location.pathname) ? null : loadSession()
// Its code comes meanwhile.
if (remembered) routesOf("patient").then((routes) => match(routes, location.pathname)?.route.load()).catch(() => {})
try {
  await loadSentences(remembered?.language)
} catch (fault) {
  for (const [lang, text] of Object.entries(UNREACHABLE)) outlet.append(h("p", { lang }, text))
  throw fault
}
if (!remembered) await answered

await startRouter(outlet, () => routesOf(me.peek()?.role, me.peek()?.is_set_up), {
  missing,
  broken,
  titled: (title) => `${title} · Lodestone`,
  prepare: speak,
})
import("./worker-updates.js").then(({ startWorker }) => startWorker()).catch(console.warn)
onLeft(async () => {
  forgetSession()
  await go("/", { replace: true }) // first of all what is on the screen
  const { closePhone } = await import("./my-phone.js")
  closePhone()
})
effect(() => {
  const person = me.value
  if (person && person.role !== "patient" && person.is_set_up) lockCode().then((lock) => lock.startLock())
})
if (!keptHelp()) loadHelp() // before it is needed, which may be without a network

if (remembered) {
  await answered
  const chosen = chosenHere()
  if (chosen && chosen !== me.peek()?.language) import("./language.js").then(({ tellLanguage }) => tellLanguage())
  if (me.peek()?.person_id !== remembered.person_id) await go("/", { replace: true })
}
keepNotifications()

/** Whoever signed in meanwhile reads the next page in their own language; out of its files' reach, in the present one. */
function speak() {
  return useLanguage(wantedLanguage(me.peek()?.language)).catch(console.warn)
}

/** Only where notifications came once is their code asked for. */
async function keepNotifications() {
  const wasTapped = location.hash.startsWith("#r="), wanted = localStorage.getItem("lodestone.push") !== null
  if (!wasTapped && !wanted) return
  const push = await import("./push.js")
  if (wasTapped) push.tellOpened()
  if (wanted && me.peek()?.role === "patient") push.keepOn()
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

/** Only staff pages lock: a phone that is not in use locks itself, and its log must open at once. */
function lockCode() {
  return import("./lock.js")
}

/** @param {unknown} problem */
function broken(problem) {
  if (!(problem instanceof Problem)) console.error(problem)
  // The page that could not be loaded is asked for again by whoever signs in over the lock, which is there by now.
  else if (problem.code === "sign-in-needed" && me.peek()?.role !== "patient") {
    lockCode().then((lock) => lock.lockAndReload())
  }
  const kind = problem instanceof Problem ? problem.kind : "fault"
  const text = problem instanceof Problem && problem.message ? problem.message : t(`problem.${kind}.text`)
  return { title: t(`problem.${kind}.title`), view: () => message(t(`problem.${kind}.title`), text, true) }
}

/** @param {string} title @param {string} text @param {boolean} [retry] */
function message(title, text, retry = false) {
  return h(
    "main",
    { class: "page stack" },
    demoMark(),
    h("h1", null, title),
    h("p", null, text),
    retry && h("button", { class: "button", type: "button", onclick: () => location.reload() }, t("problem.again")),
    h("a", { class: "button plain", href: "/" }, t("missing.start")),
    h("a", { class: "button quiet", href: "/help" }, t("help.button")),
  )
}
