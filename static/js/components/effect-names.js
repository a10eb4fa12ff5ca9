import { t } from "../translate.js"

/**
 * A side effect by its name in the reader's language.
 *
 * @template {{ key: string, label: string }} E
 * @param {E} effect
 * @returns {E}
 */
export function named(effect) {
  const key = `effect.${effect.key}`, label = t(key)
  return label === key ? effect : { ...effect, label } // the clinic's server may be newer than these sentences
}
