/** My account: how a member of staff signs in, and where they are signed in. */

import { h } from "../../dom.js"
import { me } from "../../session.js"
import { addSentences, t } from "../../translate.js"
import { desk, prepareDesk } from "../clinic/frame.js"
import { sections } from "../sections.js"

// Each area adds its line: ways to sign in first, then where one is signed in, then what changed.
const SECTIONS = [
  () => import("./passkeys.js"),
  () => import("./password.js"),
  () => import("./sso.js"),
  () => import("./sessions.js"),
  () => import("./changes.js"),
  () => import("./language.js"),
]

export default async function account() {
  await Promise.all([prepareDesk(), addSentences("account")])
  return { title: t("account.title"), view: () => desk("account", head(), sections(SECTIONS)) }
}

function head() {
  const person = me.peek()
  return h(
    "div",
    { class: "page-head" },
    h(
      "div",
      null,
      h("h1", null, t("account.title")),
      h("p", { class: "muted" }, t("account.about", { name: person?.name ?? "", clinic: person?.clinic.name ?? "" })),
    ),
  )
}
