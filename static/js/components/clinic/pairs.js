/** Names with their values, one below the other. */

import { h } from "../../dom.js"

/** @param {[string, import("../../dom.js").Child][]} rows those without a value are left out */
export const pairs = (rows) =>
  h(
    "dl",
    { class: "pairs num" },
    rows.filter(([, value]) => value).map(([name, value]) => [h("dt", { class: "muted" }, name), h("dd", null, value)]),
  )
