/** What changed lately about how a member of staff signs in. */
import { get } from "../../api.js"
import { h } from "../../dom.js"
import { me } from "../../session.js"
import { addSentences, moment, t } from "../../translate.js"

/** @typedef {{ what: string, at: string }} AccessChange */

export async function section() {
  const [{ changes }] = await Promise.all([
    /** @type {Promise<{ changes: AccessChange[] }>} */ (get("/api/me/access-changes")),
    addSentences("changes"),
  ])
  return () => changes.length > 0 ? card(changes) : null
}

/** @param {AccessChange[]} changes */
const card = (changes) =>
  h(
    "section",
    { class: "card stack" },
    h("h2", null, t("changes.title")),
    h("p", { class: "small muted" }, t("changes.about")),
    h(
      "ul",
      { class: "sign-ins" },
      changes.map(({ what, at }) =>
        h(
          "li",
          null,
          h("p", null, t(`changes.what.${what}`)),
          h("p", { class: "small muted" }, moment(at, me.peek()?.clinic.zone)),
        )
      ),
    ),
  )
