import "../further-style.js"
import { daysAfter } from "../calendar.js"
import { h } from "../dom.js"
import { contentOf } from "../felt.js"
import { moodValue } from "../log-view.js"
import { day, t } from "../translate.js"
import { adviceOn } from "./advice.js"
import { named } from "./effect-names.js"
import { moodChart } from "./mood-chart.js"
import { savedEntry } from "./saved-entry.js"

/** @typedef {import("../log-view.js").Entry} Entry */

/**
 * What comes after saving: the entry, advice on what was felt, and one's own mood over the fortnight that ends with it.
 *
 * @param {{
 *   entry: Entry, entries: Entry[], on: string, effects: { key: string, label: string }[], scale: "eleven" | "faces",
 *   advice: import("./advice.js").ClinicAdvice | null, help: import("../session.js").HelpCard | null,
 *   isTold: () => boolean, reviewedOn: string | null, change?: () => void, remove?: (content: Record<string, any>) => Promise<void>,
 *   asking?: import("../dom.js").Signal<boolean>, fault?: import("../dom.js").Signal<string>,
 * }} what reviewedOn: the day on which the clinic last looked at the course; null: not yet
 */
export function savedDay({ entry, entries, on, effects, scale, advice, help, isTold, reviewedOn, remove, ...deeds }) {
  const mood = entries.flatMap((each) => {
    const value = moodValue(each.mood)
    return value === null ? [] : [{ on: each.felt_on, value }]
  })
  const labels = Object.fromEntries(effects.map(named).map(({ key, label }) => [key, label]))
  return [
    savedEntry({ entry, labels, ...deeds, remove: remove && (() => remove(contentOf(entry))) }),
    adviceOn({ felt: entry.side_effects, labels, advice, help, isTold }),
    moodChart({ title: t("chart.mood.fortnight"), from: daysAfter(on, -13), to: on, scale, mood }),
    h("p", { class: "small muted" }, t("form.read"), reviewedOn && ` ${t("today.reviewed", { day: day(reviewedOn) })}`),
  ]
}
