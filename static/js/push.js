/**
 * Notifications on this phone: whether it can show them, asking for them, keeping them, and ending them.
 *
 * What the phone remembers is who wants notifications here, and the key that it subscribed with.
 */
import { post, Problem } from "./api.js"
import { isInstalled, rememberedPerson } from "./session.js"

const KEY = "lodestone.push"

/** The key that the phone subscribed with for the person who is signed in; null: it did not. */
function ownKey() {
  const [person, key] = (localStorage.getItem(KEY) ?? "").split(" ")
  return key && person === rememberedPerson() ? key : null
}

/** Whether reminders of the person who is signed in come to this phone. */
export const isOn = () => ownKey() !== null && obstacle() === null && Notification.permission === "granted"

/**
 * Why this phone cannot show notifications: "home": an iPhone, which can from the home screen only; "old": its browser
 * knows none; "denied": its owner said no, which only the phone's settings undo. Null: it can.
 *
 * @returns {"home" | "old" | "denied" | null}
 */
export function obstacle() {
  const knows = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis
  if (!knows) return /iPhone|iPad/.test(navigator.userAgent) && !isInstalled() ? "home" : "old"
  return Notification.permission === "denied" ? "denied" : null
}

/**
 * Asks for permission and lets notifications come here. Called from a tap: iPhones show the question only then.
 *
 * @param {string} key the installation's, base64url
 * @returns {Promise<any>} the clinic's answer; null: the person said no
 */
export async function switchOn(key) {
  if (await Notification.requestPermission() !== "granted") return null
  return subscribe(key)
}

/** @param {string} key */
async function subscribe(key) {
  const { pushManager } = await navigator.serviceWorker.ready
  const known = await pushManager.getSubscription()
  // One that was made with another key is of no use any more, and stands in the way.
  if (known && !hasKey(known, key)) await known.unsubscribe()
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
  const { endpoint, keys } = /** @type {{ endpoint: string, keys: Record<string, string> }} */ (subscription.toJSON())
  const answer = await post("/api/me/push-subscriptions", { endpoint, p256dh: keys.p256dh, auth: keys.auth })
  localStorage.setItem(KEY, `${rememberedPerson()} ${key}`)
  return answer
}

/**
 * No more notifications here. Without a network the clinic hears of it when it next sends something.
 *
 * @returns {Promise<any>} the clinic's answer; null: there was nothing to end, or no answer
 */
export async function switchOff() {
  const endpoint = await unsubscribe()
  return endpoint ? quietly(() => post("/api/me/push-subscriptions/end", { endpoint })) : null
}

/** Forgets on this phone who wanted notifications, and that they may come. @returns {Promise<string | null>} where they came */
export async function unsubscribe() {
  localStorage.removeItem(KEY)
  const registration = await navigator.serviceWorker?.getRegistration()
  const subscription = await registration?.pushManager?.getSubscription()
  await subscription?.unsubscribe()
  return subscription?.endpoint ?? null
}

/** At each start: browsers drop subscriptions without a word, and the clinic must know the new one. */
export async function keepOn() {
  const key = ownKey()
  // Somebody else is signed in now, and did not ask for it.
  if (key === null) await quietly(switchOff)
  else if (isOn()) await quietly(() => subscribe(key))
}

/** Says that a notification was tapped which the browser showed by itself: then its receipt is in the address. */
export async function tellOpened() {
  const token = location.hash.replace(/^#r=/, "")
  history.replaceState(history.state, "", location.pathname + location.search)
  await quietly(() => post("/api/reminders/receipts", { token, seen: "opened" }))
}

/** @param {() => Promise<any>} work that may fail without anybody having to hear of it @returns {Promise<any>} */
async function quietly(work) {
  try {
    return await work()
  } catch (problem) {
    // The browser's own refusals are DOMExceptions, such as a push service that does not answer.
    if (!(problem instanceof Problem) && !(problem instanceof DOMException)) throw problem
    return null
  }
}

/** @param {PushSubscription} subscription @param {string} key */
function hasKey({ options }, key) {
  const theirs = options.applicationServerKey
  return theirs !== null && String.fromCharCode(...new Uint8Array(theirs)) === String.fromCharCode(...bytesOf(key))
}

/** @param {string} words base64url */
export function bytesOf(words) {
  const text = atob(words.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}
