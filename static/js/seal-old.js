/** Seals what a version before left plain, and moves the drafts to where they are now. Fetched only for that. */

/** @typedef {import("./sealed-store.js").Place} Place */
/** @typedef {import("./sealed-store.js").Change} Change */

/**
 * In one transaction: broken off midway nothing has happened, and done again it finds nothing to do.
 *
 * @param {Awaited<ReturnType<typeof import("./sealed-store.js").openSealed>>["step"]} step
 * @param {{ places: Place[], old: string[], into: Place }} what places: to seal; old: names of drafts; into: where these go
 */
export async function sealOld(step, { places, old, into }) {
  const drafts = old.map((each) => /** @type {Place} */ (["drafts", each]))
  await step([...places, ...drafts, into], (at) => {
    const moved = { ...Object.fromEntries(drafts.map((place) => [place[1], at(...place)])), ...at(...into) }
    /** @type {Change[]} */
    const changes = [
      ...places.map((place) => /** @type {Change} */ ([...place, at(...place)])),
      ...drafts.map((place) => /** @type {Change} */ ([...place, undefined])),
      [...into, moved],
    ]
    return { changes, result: undefined }
  })
}
