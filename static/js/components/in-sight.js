/**
 * Brings what appears of itself into sight once it is in the page, gliding unless somebody asked for less motion.
 *
 * @template {Element} E
 * @param {E} element one that may open beyond the edge of the screen
 * @param {ScrollLogicalPosition} [block] where it comes to lie
 * @returns {E}
 */
export function inSight(element, block = "start") {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  requestAnimationFrame(() => element.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" }))
  return element
}
