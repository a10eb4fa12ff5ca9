/**
 * The styles of what comes after a patient's first screen, which does not wait for them: css/further.css.
 *
 *     import "../../further-style.js" // whoever imports this shows nothing before they apply
 */

// Without a network on the very first visit they may not come: then a page stands without them, which beats none.
if (globalThis.document) {
  await new Promise((done) => {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = new URL("../css/further.css", import.meta.url).href
    link.onload = link.onerror = done
    document.head.append(link)
  })
}
