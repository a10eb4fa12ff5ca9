/** Light or dark and the size of text, kept on this phone and shown by first.js. */
import { tiles } from "../../components/tiles.js"
import { h, signal } from "../../dom.js"
import { addSentences, number, t } from "../../translate.js"

const KEY = "lodestone.look"
const THEMES = ["system", "light", "dark"]
const SIZES = [100, 125, 150, 200] // % of the usual size

export async function section() {
  await addSentences("look")
  return view
}

function view() {
  const kept = keptLook()
  const theme = signal(kept.theme ?? THEMES[0]), size = signal(Number(kept.text ?? SIZES[0]))
  const show = () => {
    const detail = {
      theme: theme.peek() === THEMES[0] ? null : theme.peek(),
      text: size.peek() === SIZES[0] ? null : String(size.peek()),
    }
    dispatchEvent(new CustomEvent("lodestone-look", { detail }))
    try {
      localStorage.setItem(KEY, JSON.stringify(detail))
    } catch {
      // Full or forbidden storage: it holds until this page closes.
    }
  }
  return h(
    "section",
    { class: "card stack" },
    h("h2", null, t("look.title")),
    h(
      "fieldset",
      null,
      h("legend", null, t("look.theme")),
      tiles({
        name: "theme",
        options: THEMES.map((value) => ({ value, label: t(`look.theme.${value}`) })),
        chosen: () => theme.value,
        choose: (value) => {
          theme.value = value
          show()
        },
        class: "steps",
      }),
    ),
    h(
      "fieldset",
      null,
      h("legend", null, t("look.text")),
      tiles({
        name: "text-size",
        options: SIZES.map((value) => ({ value, label: number(value / 100, { style: "percent" }) })),
        chosen: () => size.value,
        choose: (value) => {
          size.value = value
          show()
        },
        class: "steps",
      }),
    ),
    h("p", { class: "small muted" }, t("look.kept")),
  )
}

/** @returns {{ theme?: string | null, text?: string | null }} */
function keptLook() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") ?? {}
  } catch {
    return {}
  }
}
