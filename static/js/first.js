/**
 * Light or dark and the size of text, as this device was told to show them; see settings-look.js.
 *
 * No module: a plain script in the head runs before anything is painted, so that no page flashes in the other colours.
 */
{
  const PAPER = { light: "#fbfaf7", dark: "#14191b" } // as in tokens.css

  /** @param {{ theme?: keyof typeof PAPER | null, text?: string | null } | null} look */
  const show = (look) => {
    const root = document.documentElement
    root.dataset.theme = look?.theme ?? ""
    root.dataset.text = look?.text ?? ""
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      const own = meta.getAttribute("media")?.includes("dark") ? PAPER.dark : PAPER.light
      meta.setAttribute("content", look?.theme ? PAPER[look.theme] : own)
    }
  }

  const showKept = () => {
    try {
      show(JSON.parse(localStorage.getItem("lodestone.look") ?? "null"))
    } catch {
      show(null) // storage is forbidden, or holds what is no look
    }
  }

  showKept()
  addEventListener("storage", showKept) // another tab
  addEventListener("lodestone-look", (event) => show(/** @type {CustomEvent} */ (event).detail))
}
