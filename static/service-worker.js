// The worker: keeps this version's files so that the application opens without a network. It never touches /api.
// Classic and small on purpose: older phones know no module workers. The server fills in the version and the list.
// It leaves sending to the pages: most browsers know no background sync, so nothing may depend on it.
const CACHE = "lodestone-__STAMP__"
const SHELL = "/"
const FILES = __FILES__
// Language -> its files. A phone keeps one language: which one stands in a cache of its own, for the next version too.
const LOCALES = __LOCALES__
const CHOSEN = "/language"
// Staff pages always come from the clinic: they are of no use without it, and so never of an older version.
const PATIENT_PAGES = /^\/(i|help|app\/(log|questionnaire|course|settings)\b.*)?$/

self.addEventListener("install", (event) => {
  // The files carry their version in the address, so those that the page has loaded need not come twice.
  event.waitUntil(chosen().then((tag) => add(tag, FILES)))
})

async function chosen() {
  const kept = await caches.match(CHOSEN)
  const wishes = kept ? [await kept.text()] : navigator.languages
  return wishes.map((wish) => wish.split("-")[0]).find((tag) => tag in LOCALES) ?? "en"
}

async function add(tag, files) {
  // The shell goes past the HTTP cache: one of the version before would ask for files that are gone.
  const shell = new Request(SHELL, { cache: "reload", headers: { "Accept-Language": tag } })
  const cache = await caches.open(CACHE)
  await cache.addAll([shell, ...files, ...LOCALES[tag]])
}

async function choose(tag) {
  const before = await chosen()
  if (!(tag in LOCALES) || (tag === before && await caches.match(LOCALES[tag][0]))) return
  const kept = await caches.open("language")
  await kept.put(CHOSEN, new Response(tag))
  await add(tag, [])
}

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
  if (event.data?.language) event.waitUntil(choose(event.data.language))
})

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== "GET" || origin !== location.origin || pathname.startsWith("/api/")) return
  const isPage = mode === "navigate" && PATIENT_PAGES.test(pathname)
  if (!isPage && !FILES.includes(pathname) && !Object.values(LOCALES).flat().includes(pathname)) return
  event.respondWith(
    // The page differs by language, and the one that is kept is the one that was chosen: no header must match it.
    caches.open(CACHE).then((cache) => cache.match(isPage ? SHELL : pathname, { ignoreVary: true })).then((kept) =>
      kept ?? fetch(event.request)
    ),
  )
})
