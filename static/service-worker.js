// The worker: keeps this version's files so that the application opens without a network. It never touches /api.
// Classic and small on purpose: older phones know no module workers. The server fills in the version and the list.
// It leaves sending to the pages: most browsers know no background sync, so nothing may depend on it.
const CACHE = "lodestone-__STAMP__"
const SHELL = "/"
const FILES = __FILES__
// Staff pages always come from the clinic: they are of no use without it, and so never of an older version.
const PATIENT_PAGES = /^\/(i|help|app\/(log|questionnaire|course|settings)\b.*)?$/

self.addEventListener("install", (event) => {
  // The shell goes past the HTTP cache: one of the version before would ask for files that are gone. The files carry
  // their version in the address, so those that the page has loaded need not come twice.
  const shell = new Request(SHELL, { cache: "reload" })
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([shell, ...FILES])))
})

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => names.filter((name) => name.startsWith("lodestone-") && name !== CACHE))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting()
})

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== "GET" || origin !== location.origin || pathname.startsWith("/api/")) return
  const isPage = mode === "navigate" && PATIENT_PAGES.test(pathname)
  if (!isPage && !FILES.includes(pathname)) return
  event.respondWith(
    caches.open(CACHE).then((cache) => cache.match(isPage ? SHELL : pathname)).then((kept) =>
      kept ?? fetch(event.request)
    ),
  )
})
