/**
 * The outbox: what a patient saved waits here until the clinic has it. Pure: store, sending and chance are arguments.
 *
 * A job leaves only for an answer that is ours and names its id and seq. Sending twice is harmless (the clinic answers a
 * repeat as before), losing is not, so every doubt keeps the job.
 */

/** @typedef {"check-in" | "response" | "safety-answer" | "effect-report"} Kind */
/** @typedef {"waiting" | "conflict" | "refused" | "problem" | "unreadable"} JobState */
/**
 * One fact to deliver; there is one job for each id, and a newer edit takes the place of an older one.
 *
 * `tried`: the clinic may know of it, so a deletion must be told too. State `problem`: the clinic would not take
 * the request at all; `conflict` and `refused`: it has the item, and the patient should know what became of it.
 * `unreadable`: the phone itself cannot open it any more.
 *
 * @typedef {{
 *   id: string, seq: number, kind: Kind, base: number | null, recorded_at: string, deleted: boolean,
 *   content: Record<string, any> | null, state: JobState, tried: boolean,
 *   code?: string | null, message?: string | null, stored?: Record<string, any> | null,
 * }} Job
 */
/**
 * @typedef {{
 *   id: string, seq: number, outcome: "stored" | "conflict" | "refused", code: string | null, message: string | null,
 *   rev: number | null, received_at: string, stored: Record<string, any> | null,
 * }} Answer
 */
/**
 * `jobs` lists all of them. `change` applies `decide` to the jobs with these ids as they now are, in one transaction; null
 * ends a job, and `rev` is noted as the revision that the clinic holds. It resolves with those of them that are left.
 *
 * @typedef {{ job: Job | null, rev: number | null }} Decision
 * @typedef {{ jobs(): Promise<Job[]>, change(ids: string[], decide: (job: Job) => Decision): Promise<Job[]> }} Store
 */
/**
 * What became of a flush. `later`: try again after a while, or after `retryAfter` seconds; `sign-in`: the session is
 * over or not this person's, everything is kept.
 *
 * @typedef {{ outcome: "done" | "later" | "sign-in", retryAfter: number | null, confirmed: number | null, stored: number }} Flushed
 */

export const SCHEMA = 1
const OUTCOMES = ["stored", "conflict", "refused"]
const BATCH = 50 // the most that /api/sync takes in one request
const FAULTS = 3 // items that the server may trip over in one flush before we take it for broken
const FIRST_PAUSE = 2_000 // milliseconds
const LONGEST_PAUSE = 15 * 60_000

/**
 * Sends what waits, safety answers and urgent symptoms before all else and then in the order of saving.
 *
 * `send` resolves with the parsed answer or throws `{ kind, status, code, message, retryAfter }` as api.js does.
 *
 * @param {{ store: Store, owner: string, device: string, send: (body: object) => Promise<any>, now: () => Date }} tools
 * @returns {Promise<Flushed>}
 */
export async function flush({ store, owner, device, send, now }) {
  /** @type {Set<string>} dealt with in this flush; what is edited meanwhile has a new seq and goes with the next round */
  const done = new Set()
  let size = BATCH
  let stored = 0
  /** @type {number | null} */
  let confirmed = null
  let unanswered = false
  let faults = 0

  while (true) {
    const waiting = (await store.jobs()).filter((job) => job.state === "waiting" && !done.has(keyOf(job)))
    const next = inOrder(waiting).slice(0, size)
    if (next.length === 0) return { outcome: unanswered ? "later" : "done", retryAfter: null, confirmed, stored }
    const ids = next.map(({ id }) => id)
    const seqs = new Map(next.map(({ id, seq }) => [id, seq]))
    const onlyIfSame = (/** @type {Partial<Job>} */ news) => (/** @type {Job} */ job) => ({
      job: job.seq === seqs.get(job.id) ? { ...job, ...news } : job,
      rev: null,
    })

    // Only what is marked is sent. A version that was deleted or edited away since it was read is not: a deletion of
    // something untried is not told, and would not reach what went out all the same.
    const marked = await store.change(ids, onlyIfSame({ tried: true }))
    const batch = marked.filter((job) => job.seq === seqs.get(job.id))
    if (batch.length === 0) continue
    try {
      const answer = await send({
        schema: SCHEMA,
        owner,
        device,
        sent_at: now().toISOString(),
        items: batch.map(itemOf),
      })
      const answers = answersTo(batch, answer)
      await store.change([...answers.keys()], (job) => settle(job, /** @type {Answer} */ (answers.get(job.id))))
      for (const { outcome } of answers.values()) if (outcome === "stored") stored++
      if (answers.size > 0 && typeof answer.confirmed === "number") confirmed = answer.confirmed
      if (answers.size < batch.length) unanswered = true
      batch.forEach((job) => done.add(keyOf(job)))
    } catch (/** @type {any} */ problem) {
      if (problem?.kind === undefined) throw problem // our own fault, not the network's
      // Over, or on a shared phone by now someone else's.
      if (problem.status === 401 || problem.code === "other-owner") {
        return { outcome: "sign-in", retryAfter: null, confirmed, stored }
      }
      const trips = problem.kind === "refused" && problem.status === 500
      if (!isFinal(problem) && !(trips && faults < FAULTS)) {
        return { outcome: "later", retryAfter: problem.retryAfter ?? null, confirmed, stored }
      }
      // One bad item must not hold up the others: halve until it is alone. What the clinic's server trips over stays in
      // line for its next version, what it refuses is shown.
      if (batch.length > 1) size = Math.ceil(batch.length / 2)
      else if (trips) {
        faults++
        unanswered = true
        done.add(keyOf(batch[0]))
      } else {
        await store.change(ids, onlyIfSame({ state: "problem", code: problem.code, message: problem.message }))
        done.add(keyOf(batch[0]))
      }
    }
  }
}

/**
 * How long to wait after the n-th failure in a row, in milliseconds: full jitter, and never less than the server asked.
 *
 * @param {number} failures 1 after the first
 * @param {number | null} retryAfter seconds
 * @param {() => number} random from 0 to 1
 */
export function pause(failures, retryAfter, random) {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1))
  return Math.max(random() * longest, (retryAfter ?? 0) * 1000)
}

/** @param {Job[]} jobs @returns {Job[]} */
function inOrder(jobs) {
  const urgent = (/** @type {Job} */ job) => (job.kind === "safety-answer" || job.kind === "effect-report" ? 0 : 1)
  return [...jobs].sort((a, b) => urgent(a) - urgent(b) || a.seq - b.seq)
}

/** @param {{ id: string, seq: number }} job */
const keyOf = ({ id, seq }) => `${id} ${seq}`

/** A job as it is sent. @param {Job} job */
export const itemOf = ({ kind, id, seq, base, recorded_at, deleted, content }) => ({
  kind,
  id,
  seq,
  base,
  recorded_at,
  deleted,
  content: deleted ? null : content,
})

/**
 * The answers that name a job of this batch, by id. A captive portal's page or a proxy's JSON has none.
 *
 * @param {Job[]} batch
 * @param {any} answer
 * @returns {Map<string, Answer>}
 */
export function answersTo(batch, answer) {
  const sent = new Set(batch.map(keyOf))
  const items = Array.isArray(answer?.items) ? answer.items : []
  const ours = items.filter((/** @type {any} */ item) =>
    item && sent.has(keyOf(item)) && OUTCOMES.includes(item.outcome)
  )
  return new Map(ours.map((/** @type {Answer} */ item) => [item.id, item]))
}

/** Whether trying the same again is pointless. @param {{ kind: string, status: number }} problem */
const isFinal = ({ kind, status }) =>
  kind === "refused" && status >= 400 && status < 500 && ![408, 425, 429].includes(status)

/**
 * What an answer makes of a job. Was it edited while it was under way, the edit stays and builds on what the clinic now has.
 *
 * @param {Job} job
 * @param {Answer} answer
 * @returns {Decision}
 */
export function settle(job, { seq, outcome, code, message, rev, stored }) {
  if (job.seq !== seq) return { job: outcome === "stored" ? { ...job, base: rev } : job, rev }
  if (outcome === "stored") return { job: null, rev }
  return { job: { ...job, state: outcome, code, message, stored }, rev }
}
