// deno-lint-ignore-file no-var
/**
 * Before anything is painted: whether this browser can run the application, and then in which look.
 *
 * A plain script in the head, so that no page flashes in other colours; in the JavaScript of 2009, so that the oldest
 * browser learns what to do instead. One file for both, since each answer costs a phone a third of a kilobyte.
 */
;(function () {
  var root = document.documentElement
  /** @type {Record<string, string>} */
  var PAPER = { light: "#fbfaf7", dark: "#14191b" } // as in tokens.css

  /** What browsers before the oldest that docs/phone.md names lack, and every browser at plain http. */
  function canRun() {
    return "noModule" in document.createElement("script") && "findLastIndex" in Array.prototype &&
      self.HTMLDialogElement && self.indexedDB && self.crypto && crypto.subtle && "randomUUID" in crypto
  }

  /** Says what to do instead; app.js then stops. */
  function fetchTooOld() {
    var script = document.createElement("script")
    /** @type {any} */
    var address = document.getElementsByTagName("script")[0].getAttribute("data-instead")
    /** @type {any} */
    var types = /** @type {any} */ (self).trustedTypes
    root.setAttribute("data-too-old", "")
    // The policy is that of worker-updates.js, which such a browser never reaches.
    script.src = !types ? address : types.createPolicy("lodestone", {
      createScriptURL: function () {
        return address
      },
    }).createScriptURL("")
    document.head.appendChild(script)
  }

  /** @param {{ theme?: string | null, text?: string | null } | null} look as this device was told; see settings-look.js */
  function show(look) {
    var theme = (look && look.theme) || ""
    root.dataset.theme = theme
    root.dataset.text = (look && look.text) || ""
    document.querySelectorAll('meta[name="theme-color"]').forEach(function (meta) {
      meta.setAttribute("content", PAPER[theme || (/dark/.test(meta.getAttribute("media") || "") ? "dark" : "light")])
    })
  }

  function showKept() {
    try {
      show(JSON.parse(localStorage.getItem("lodestone.look") || "null"))
    } catch (_problem) {
      show(null) // storage is forbidden, or holds what is no look
    }
  }

  if (!canRun()) return fetchTooOld()
  showKept()
  addEventListener("storage", showKept) // another tab
  addEventListener("lodestone-look", function (event) {
    show(/** @type {CustomEvent} */ (event).detail)
  })
})()
