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
const PATIENT_PAGES = /^\/(i|help|app\/(log|questionnaire|course|settings|call|passkey|sign-in)\b.*)?$/

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

// A reminder comes in the form that newer browsers show by themselves (declarative web push); for the others it is shown
// here. Each push must show something: after three that do not, iPhones end the subscription.
self.addEventListener("push", (event) => {
  const { title, navigate, data, ...rest } = noticeIn(event.data)
  const icon = FILES.find((name) => name.endsWith("/icons/icon-192.png"))
  event.waitUntil(
    self.registration.showNotification(title, { ...rest, icon, data: { ...data, navigate } })
      .then(() => tell(data?.receipt, "shown")),
  )
})

self.addEventListener("notificationclick", (event) => {
  const { receipt, navigate } = event.notification.data ?? {}
  event.notification.close()
  event.waitUntil(Promise.all([tell(receipt, "opened"), open(navigate)]))
})

function noticeIn(sent) {
  try {
    return { title: "Lodestone", ...sent.json().notification }
  } catch {
    return { title: "Lodestone" }
  }
}

// The application that is open already is brought to the front as it is: something may be half filled in there.
async function open(navigate) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true })
  const page = pages.find(({ url }) => !/^\/(app\/)?kiosk/.test(new URL(url).pathname))
  if (page) return page.focus()
  const { origin, pathname } = new URL(navigate ?? SHELL, location.href)
  return self.clients.openWindow(origin === location.origin ? pathname : SHELL)
}

// Without a cookie: the receipt says all that the clinic needs, and nothing about who is signed in here.
function tell(token, seen) {
  if (!token) return
  return fetch("/api/reminders/receipts", {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, seen }),
  }).catch(() => {})
}
