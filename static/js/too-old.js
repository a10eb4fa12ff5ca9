// deno-lint-ignore-file no-var
/**
 * What to do instead where the application cannot run. Fetched by first.js, and only there: so the sentences stand here and
 * not among those of the pages, in each language, and in the JavaScript of 2009.
 */
;(function () {
  var TOO_OLD = [
    [
      "en",
      "This browser is too old for Lodestone, so nothing can be saved here. Please update this phone, or use another one. You can also log on the tablet in your clinic, or ask there for a paper form. If you are in danger, call your local emergency number now.",
    ],
    [
      "de",
      "Dieser Browser ist zu alt für Lodestone, hier wird also nichts gespeichert. Bitte aktualisieren Sie das Telefon oder nehmen Sie ein anderes. In Ihrer Klinik können Sie auch das Tablet nehmen oder ein Formular aus Papier bekommen. In Gefahr rufen Sie jetzt den Notruf an.",
    ],
    [
      "es",
      "Este navegador es demasiado antiguo para Lodestone, así que aquí no se guarda nada. Actualice el teléfono o use otro. En su clínica también puede usar la tableta o pedir un formulario en papel. Si está en peligro, llame ahora al número de emergencia.",
    ],
  ]
  var NOT_SECURE = [
    [
      "en",
      "This address is not secure, so nothing can be saved here. Please open the link from your clinic that begins with https. If you are in danger, call your local emergency number now.",
    ],
    [
      "de",
      "Diese Adresse ist nicht sicher, hier wird also nichts gespeichert. Bitte öffnen Sie den Link Ihrer Klinik, der mit https beginnt. In Gefahr rufen Sie jetzt den Notruf an.",
    ],
    [
      "es",
      "Esta dirección no es segura, así que aquí no se guarda nada. Abra el enlace de su clínica que empieza por https. Si está en peligro, llame ahora al número de emergencia.",
    ],
  ]
  var isModern = "noModule" in document.createElement("script") && "findLastIndex" in Array.prototype && self.indexedDB
  var sentences = isModern && !self.isSecureContext ? NOT_SECURE : TOO_OLD
  var place = document.createElement("main")

  function say() {
    var app = document.getElementById("app")
    if (!app || !app.parentNode) return
    place.className = "page stack"
    add("h1", "Lodestone")
    sentences.forEach(function (each) {
      add("p", each[1]).lang = each[0]
    })
    app.parentNode.replaceChild(place, app)
    addNumber()
  }

  /** @param {string} tag @param {string} text */
  function add(tag, text) {
    var element = document.createElement(tag)
    element.appendChild(document.createTextNode(text))
    return place.appendChild(element)
  }

  /** The clinic's own number, as far as this phone has it or can ask for it. */
  function addNumber() {
    var kept = null
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
  }

  /** @param {any} card */
  function show(card) {
    if (!card || !card.clinic_phone) return
    var link = /** @type {HTMLAnchorElement} */ (add("a", (card.clinic || "") + " " + card.clinic_phone))
    link.href = "tel:" + card.clinic_phone.replace(/[^\d+*#]/g, "")
  }

  if (document.getElementById("app")) say()
  else document.addEventListener("DOMContentLoaded", say)
})()
