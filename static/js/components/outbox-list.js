import { h } from "../dom.js"
import { moment, t } from "../translate.js"

/** @typedef {import("../outbox.js").Job} Job */

/**
 * What has not simply arrived, each with its state in words and what can be done.
 *
 * @param {{ jobs: Job[], retry: (id: string) => void, dismiss: (id: string) => void }} what
 */
export function outboxList({ jobs, retry, dismiss }) {
  if (jobs.length === 0) return h("p", { class: "small" }, t("outbox.empty"))
  return h(
    "ul",
    { class: "outbox" },
    jobs.map((job) =>
      h(
        "li",
        null,
        h(
          "p",
          null,
          h("b", null, t(job.deleted ? "outbox.kind.deletion" : `outbox.kind.${job.kind}`)),
          " ",
          job.recorded_at && h("span", { class: "small muted num" }, moment(job.recorded_at)),
        ),
        // Of what arrived the server's own words are English, whatever language the patient reads.
        h("p", { class: "small" }, job.state === "problem" && job.message || t(`outbox.state.${job.state}`)),
        job.state === "problem" &&
          h("button", { class: "button quiet", type: "button", onclick: () => retry(job.id) }, t("problem.again")),
        ["conflict", "refused", "unreadable"].includes(job.state) &&
          h("button", { class: "button quiet", type: "button", onclick: () => dismiss(job.id) }, t("outbox.dismiss")),
      )
    ),
  )
}
