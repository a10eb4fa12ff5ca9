import { h } from "../dom.js"
import { t } from "../translate.js"
import { tiles } from "./tiles.js"

// Drawn, not emoji: those differ by phone, and some are missing on a few.
const MOUTHS = ["M8 22q6-7 12 0", "M9 21q5-3.5 10 0", "M9 20h10", "M9 18.500q5 4 10 0", "M8 17.500q6 8 12 0"]

/**
 * @param {number} rank 0 (lowest) to 4
 * @param {Record<string, number>} [place] x, y, width and height inside a drawing
 */
export const face = (rank, place = {}) =>
  h(
    "svg",
    { viewBox: "0 0 28 28", class: "face", "aria-hidden": "true", ...place },
    h("circle", { cx: 14, cy: 14, r: 12.5 }),
    h("path", { d: "M10 10.500v1.500M18 10.500v1.500" }),
    h("path", { d: MOUTHS[rank] }),
  )

/**
 * The question for the mood, as eleven numbers or five faces.
 *
 * @param {{ scale: "eleven" | "faces", mood: import("../dom.js").Signal<number | null> }} what mood: raw value, 0 is lowest
 */
export function moodScale({ scale, mood }) {
  const options = scale === "faces"
    ? MOUTHS.map((_, rank) => ({ value: rank, label: [face(rank), h("small", null, t(`mood.face.${rank}`))] }))
    : Array.from({ length: 11 }, (_, value) => ({ value, label: String(value) }))
  return h(
    "fieldset",
    { "aria-describedby": scale === "eleven" ? "mood-ends" : null },
    h("legend", null, t("mood.question")),
    tiles({
      name: "mood",
      options,
      chosen: () => mood.value,
      choose: (value) => (mood.value = value),
      class: `${scale} num`,
    }),
    scale === "eleven" &&
      h(
        "p",
        { class: "ends small muted", id: "mood-ends" },
        h("span", null, t("mood.worst")),
        h("span", null, t("mood.best")),
      ),
  )
}
