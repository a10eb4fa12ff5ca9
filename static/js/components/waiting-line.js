import { h } from "../dom.js"
import { t } from "../translate.js"

/**
 * What waits on this phone and what the clinic has, always in sight.
 *
 * @param {{ waiting: () => number, confirmed: () => number | null, unreachable: () => boolean }} counts
 */
export function waitingLine({ waiting, confirmed, unreachable }) {
  return h("p", { class: "waiting small muted num", role: "status" }, () =>
    [
      t("outbox.waiting", { count: waiting() }),
      confirmed() !== null && t("outbox.confirmed", { count: confirmed() ?? 0 }),
      waiting() > 0 && unreachable() && t("outbox.unreachable"),
    ].filter(Boolean).join(" · "))
}
