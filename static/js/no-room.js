/** The way out for a phone without room: what it cannot keep, the clinic may take at once. Fetched when that happens. */
import { Problem } from "./api.js"
import { answersTo, itemOf, SCHEMA } from "./outbox.js"
import { uuid7 } from "./uuid7.js"

/** @typedef {import("./outbox.js").Job} Job */
/** @typedef {Pick<Job, "kind" | "content"> & { id?: string }} Unkept without an id: a new one; without content: it is deleted */

const unkept = { device: crypto.randomUUID(), seq: 1 }

/**
 * @param {Unkept[]} facts
 * @param {{ known: Record<string, number>, owner: string, send: (body: object) => Promise<any> }} more known: revisions that
 *   the clinic's log named, by id
 * @returns {Promise<string[] | null>} the ids; null where the clinic has not said that it has all of them
 */
export async function sendAtOnce(facts, { known, owner, send }) {
  const named = facts.map((fact) => ({ ...fact, id: fact.id ?? uuid7() }))
  const based = named.map((fact) => ({ ...fact, base: known[fact.id] ?? null }))
  const { device, seq } = unkept
  unkept.seq += facts.length
  const arrived = await sendUnkept(based, { owner, device, seq, send, now: () => new Date() })
    .catch((problem) => {
      if (problem instanceof Problem) return false
      throw problem
    })
  return arrived ? named.map(({ id }) => id) : null
}

/**
 * Sends facts that the phone has no room to keep, straight away and without a place in the outbox.
 *
 * @param {(Pick<Job, "kind" | "content"> & { id: string, base: number | null })[]} facts
 * @param {{ owner: string, device: string, seq: number, send: (body: object) => Promise<any>, now: () => Date }} tools
 *   device: another one than the outbox's, whose numbers could not be kept; seq: higher than any before of that device
 * @returns {Promise<boolean>} whether the clinic says that it has all of them
 */
export async function sendUnkept(facts, { owner, device, seq, send, now }) {
  const at = now().toISOString()
  const jobs = facts.map((fact, n) => /** @type {Job} */ ({
    ...fact,
    seq: seq + n,
    recorded_at: at,
    deleted: fact.content === null,
    state: "waiting",
    tried: true,
  }))
  const answer = await send({ schema: SCHEMA, owner, device, sent_at: at, items: jobs.map(itemOf) })
  const answers = answersTo(jobs, answer)
  return jobs.every(({ id }) => answers.get(id)?.outcome === "stored")
}
