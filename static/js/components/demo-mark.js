import { h } from "../dom.js"
import { me } from "../session.js"
import { t } from "../translate.js"

/** The band on every page of a demo clinic, or nothing. */
export const demoMark = () => () =>
  me.value?.clinic.is_demo
    ? h("aside", { class: "demo", "aria-label": t("demo.label") }, h("b", null, t("demo.mark")), " ", t("demo.text"))
    : null
