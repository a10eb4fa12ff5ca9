/** What must happen once a choice is settled, and not for those that arrow keys only pass over. Pure but for its timer. */

const PAUSE = 1_500 // milliseconds without a further key after which a choice is taken to be meant

/**
 * `now` does the work at once, `soon` after a pause unless another choice comes before; `commit` does at once what waits.
 *
 * @param {number} [pause] milliseconds
 */
export function settling(pause = PAUSE) {
  /** @type {(() => void) | null} */
  let waiting = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const commit = () => {
    clearTimeout(timer)
    const work = waiting
    waiting = null
    work?.()
  }
  return {
    commit,
    now(/** @type {() => void} */ work) {
      waiting = work
      commit()
    },
    soon(/** @type {() => void} */ work) {
      waiting = work
      clearTimeout(timer)
      timer = setTimeout(commit, pause)
    },
  }
}
