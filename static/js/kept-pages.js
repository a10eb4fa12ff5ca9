/**
 * Pages that wait for their owners on a tablet that staff share: in the memory of this tab alone, and only so many.
 *
 * @template {{ drop: () => void }} P
 * @param {number} most the page that waits longest goes when there are more
 */
export function keptPages(most) {
  const pages = /** @type {Map<string, P>} */ (new Map())
  return {
    /** @param {string} owner @param {P} page takes the place of the owner's earlier one */
    put(owner, page) {
      pages.get(owner)?.drop()
      pages.delete(owner)
      pages.set(owner, page)
      const [oldest] = pages
      if (pages.size > most) {
        pages.delete(oldest[0])
        oldest[1].drop()
      }
    },
    /** The owner's page, which waits no more; undefined: none. @param {string} owner */
    take(owner) {
      const page = pages.get(owner)
      pages.delete(owner)
      return page
    },
  }
}
