/** What was begun on this phone: what can go on, and what is over, which is said once and then forgotten. */
import { h } from "../../dom.js"
import * as phone from "../../my-phone.js"
import { isOver, safetyAnswerOf, untold } from "../../question-flow.js"
import { addSentences, moment, t } from "../../translate.js"

/** @typedef {import("../../question-flow.js").Draft} Draft */

/**
 * @param {Draft[]} drafts
 * @returns {Promise<{ begun: string[], over: Node[] }>} begun: the questionnaires to go on with; over: a line about each other
 */
export async function lookAt(drafts) {
  await addSentences("questions")
  const now = new Date(), old = drafts.filter((draft) => isOver(draft, instrumentOf(draft), now))
  await Promise.all(old.map(forget))
  return {
    begun: drafts.filter((draft) => !old.includes(draft)).map(({ instrument }) => instrument),
    over: old.map((draft) => {
      const title = instrumentOf(draft)?.title ?? draft.instrument.toUpperCase()
      return h("p", { class: "card" }, t("question.over", { title, at: moment(draft.started_at) }))
    }),
  }
}

/** @param {Draft} draft */
const instrumentOf = ({ instrument }) => phone.today.peek()?.instruments[instrument]

/** Takes it off this phone. A safety answer in it that the clinic has not heard of is told, as of when it was given. @param {Draft} draft */
function forget(draft) {
  const instrument = instrumentOf(draft)
  const when = { now: new Date(draft.started_at), today: draft.answered_on, zone: draft.zone }
  const facts = (instrument ? untold(instrument, draft).tell : []).map(({ item, value }) => ({
    kind: /** @type {const} */ ("safety-answer"),
    content: safetyAnswerOf(draft, item, value, when),
  }))
  return phone.save(facts, { ended: draft.instrument })
}
