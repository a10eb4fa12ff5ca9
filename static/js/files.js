/** Files that the clinic makes on demand, saved on this device. */

import { Problem, read } from "./api.js"
import { h } from "./dom.js"

const PATIENCE = 120_000 // milliseconds: a long record on a slow line

/**
 * Asks for a file and hands it to the browser to save. Throws a Problem as `post` does.
 *
 * @param {string} path
 * @param {string} name under which it is saved
 */
export async function saveFile(path, name) {
  /** @type {Response} */
  let answer
  /** @type {Blob} */
  let content
  try {
    answer = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      headers: { "Content-Type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout?.(PATIENCE),
    })
    content = await answer.blob()
  } catch {
    throw new Problem("unreachable")
  }
  // Something else that answers, such as the page of a hotel's network, is no file of ours.
  const isOurs = /^application\/(pdf|json)\b/.test(content.type)
  if (!answer.ok || !isOurs) read({ status: answer.status, ok: false, headers: answer.headers }, await content.text())
  const href = URL.createObjectURL(content)
  h("a", { href, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}
