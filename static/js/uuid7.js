/** Ids made on the phone: UUID version 7 (RFC 9562), which sort by the moment they were made. */

let last = 0n

/**
 * A new id. Ids of one page rise strictly, also within one millisecond and when the clock steps back.
 *
 * @param {number} [now] milliseconds since 1970
 * @param {Uint8Array} [random] ten bytes
 * @returns {string}
 */
export function uuid7(now = Date.now(), random = crypto.getRandomValues(new Uint8Array(10))) {
  const noise = random.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n)
  // 48 bits of time and 74 of chance, with the version and variant still left out.
  const fresh = (BigInt(now) << 74n) | (noise & ((1n << 74n) - 1n))
  last = fresh > last ? fresh : last + 1n
  const time = last >> 74n
  const high = (last >> 62n) & 0xfffn
  const low = last & ((1n << 62n) - 1n)
  const hex = ((time << 80n) | (7n << 76n) | (high << 64n) | (2n << 62n) | low).toString(16).padStart(32, "0")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
