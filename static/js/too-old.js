// deno-lint-ignore-file no-var
// Runs in every browser, so it is written for the oldest: where the application cannot run, the page says what to do.
// The oldest that can are named in docs/phone.md. What is asked for here is what those before them lack.
;(function () {
  var kept = null
  var runs = "noModule" in document.createElement("script") && "findLastIndex" in Array.prototype &&
    self.HTMLDialogElement && self.indexedDB
  var isSecure = self.crypto && crypto.subtle && "randomUUID" in crypto
  if (runs && isSecure) return

  var told = document.getElementById(runs && !self.isSecureContext ? "not-secure" : "too-old")
  var app = document.getElementById("app")
  if (!told || !app || !app.parentNode) return
  app.parentNode.removeChild(app)
  told.hidden = false
  told.removeAttribute("hidden") // browsers that do not know the property

  // The clinic's own number, as far as this phone has it or can ask for it.
  /** @param {any} card */
  function show(card) {
    if (!card || !card.clinic_phone || !told) return
    var link = document.createElement("a")
    link.href = "tel:" + card.clinic_phone.replace(/[^\d+*#]/g, "")
    link.appendChild(document.createTextNode((card.clinic || "") + " " + card.clinic_phone))
    told.appendChild(link)
  }
  try {
    kept = JSON.parse(localStorage.getItem("lodestone.help") || "null")
  } catch (_problem) {
    kept = null
  }
  if (kept) return show(kept)
  var asked = new XMLHttpRequest()
  asked.onreadystatechange = function () {
    if (asked.readyState === 4 && asked.status === 200) show(JSON.parse(asked.responseText))
  }
  asked.open("GET", "/api/help-card")
  asked.send()
})()
