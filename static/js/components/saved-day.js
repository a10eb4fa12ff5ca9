import { daysAfter } from "../calendar.js"
import { moodValue } from "../log-view.js"
import { t } from "../translate.js"
import { moodChart } from "./mood-chart.js"
import { savedEntry } from "./saved-entry.js"

/** @typedef {import("../log-view.js").Entry} Entry */

/**
 * What comes after saving: the entry, and one's own mood over the fortnight that ends with it.
 *
 * @param {{
 *   entry: Entry, entries: Entry[], on: string, effects: { key: string, label: string }[], scale: "eleven" | "faces",
 *   change: () => void, remove: () => Promise<void>,
 * }} what
 */
export function savedDay({ entry, entries, on, effects, scale, change, remove }) {
  const mood = entries.flatMap((each) => {
    const value = moodValue(each.mood)
    return value === null ? [] : [{ on: each.felt_on, value }]
  })
  return [
    savedEntry({ entry, effects, change, remove }),
    moodChart({ title: t("chart.mood.fortnight"), from: daysAfter(on, -13), to: on, scale, mood }),
  ]
}
