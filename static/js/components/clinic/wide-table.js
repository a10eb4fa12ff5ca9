/** A table wider than the screen scrolls sideways in a frame of its own, which a keyboard reaches as well. */

import { h } from "../../dom.js"

/**
 * @param {string} label of the frame, for a screen reader
 * @param {string[]} columns
 * @param {import("../../dom.js").Child} rows
 * @param {string} [looks] further classes of the table; by default figures stand below each other
 */
export const wideTable = (label, columns, rows, looks = "num") =>
  h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
    h(
      "table",
      { class: `table ${looks}` },
      h("thead", null, h("tr", null, columns.map((column) => h("th", { scope: "col" }, column)))),
      h("tbody", null, rows),
    ),
  )
