/** The studies of the clinic, and a new one. */

import { get, post } from "../../api.js"
import { field } from "../../components/clinic/field.js"
import { h, signal } from "../../dom.js"
import { me } from "../../session.js"
import { t } from "../../translate.js"
import { formOf, newSending } from "../clinic/forms.js"
import { desk, prepareDesk, tellAndGo } from "../clinic/frame.js"

/** @typedef {{ id: string, key: string, title: string, consented: number, exports: number }} StudyRow */

export default async function studies() {
  const [answer] = await Promise.all([get("/api/studies"), prepareDesk()])
  return { title: t("studies.title"), view: () => desk("studies", page(answer.studies)) }
}

/** @param {StudyRow[]} studies */
function page(studies) {
  const mayDefine = me.peek()?.role === "coordinator", defining = signal(false)
  return [
    h(
      "div",
      { class: "page-head" },
      h("div", null, h("h1", null, t("studies.title")), h("p", { class: "muted" }, t("studies.about"))),
      mayDefine && h("button", {
        type: "button",
        class: "button no-print",
        "aria-expanded": () => String(defining.value),
        onclick: () => defining.value = !defining.peek(),
      }, t("studies.new")),
    ),
    () => defining.value && newStudy(() => defining.value = false),
    studies.length
      ? h("ul", { class: "studies" }, studies.map(studyCard))
      : h("p", { class: "card muted" }, t(mayDefine ? "studies.none" : "studies.none_yet")),
  ]
}

/** @param {StudyRow} study */
function studyCard({ id, key, title, consented, exports }) {
  const about = [key, t("studies.consented", { count: consented }), t("studies.exports", { count: exports })]
  return h(
    "li",
    { class: "card" },
    h("h2", null, h("a", { href: `/app/studies/${id}` }, title)),
    h("p", { class: "small muted num" }, about.join(" · ")),
  )
}

/** @param {() => void} onCancel */
function newStudy(onCancel) {
  const sending = newSending()
  const form = formOf(
    {
      sending,
      onCancel,
      deed: t("studies.define"),
      async submit({ key, title }) {
        const study = await post("/api/studies", { key: key.trim().toLowerCase(), title: title.trim() })
        await tellAndGo(`/app/studies/${study.id}`, t("studies.told", { title: title.trim() }))
      },
    },
    field({ name: "title", label: t("studies.field_title"), errors: sending.errors }, "input", {
      type: "text",
      autocomplete: "off",
    }),
    field(
      {
        name: "key",
        label: t("studies.field_key"),
        hint: t("studies.field_key_hint"),
        errors: sending.errors,
        class: "narrow",
      },
      "input",
      { type: "text", autocomplete: "off" },
    ),
  )
  queueMicrotask(() => form.querySelector("input")?.focus())
  return h("div", { class: "card form-card" }, h("h2", null, t("studies.new")), form)
}
