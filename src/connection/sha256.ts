const rounds = new Uint32Array(64);
const initial = new Uint32Array(8);
// The constants are the first 32 bits of the fractional parts of roots of primes (FIPS 180-4, 4.2.2 and 5.3.3).
for (let candidate = 2, count = 0; count < 64; candidate++) {
  let prime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
  if (!prime) continue;
  const fraction = (value: number) => ((value - Math.floor(value)) * 2 ** 32) | 0;
  if (count < 8) initial[count] = fraction(Math.sqrt(candidate));
  rounds[count++] = fraction(Math.cbrt(candidate));
}

const rotate = (value: number, bits: number) => (value >>> bits) | (value << (32 - bits));

/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, as 64 hexadecimal digits.
 *
 * `crypto.subtle` is asynchronous and missing on insecure pages; a user id must be readable at once everywhere.
 */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const words = new DataView(new ArrayBuffer(((bytes.length + 8) >> 6) * 64 + 64));
  bytes.forEach((byte, index) => words.setUint8(index, byte));
  words.setUint8(bytes.length, 0x80);
  words.setUint32(words.byteLength - 4, bytes.length * 8);

  const hash = Uint32Array.from(initial);
  const schedule = new Uint32Array(64);
  for (let offset = 0; offset < words.byteLength; offset += 64) {
    let [a, b, c, d, e, f, g, h] = hash as unknown as number[];
    for (let index = 0; index < 64; index++) {
      if (index < 16) {
        schedule[index] = words.getUint32(offset + index * 4);
      } else {
        const early = schedule[index - 15];
        const late = schedule[index - 2];
        const sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
        const sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
        schedule[index] = schedule[index - 16] + sigma0 + schedule[index - 7] + sigma1;
      }
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const first = (h + sum1 + choice + rounds[index] + schedule[index]) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => (hash[index] += value));
  }
  return [...hash].map((value) => value.toString(16).padStart(8, '0')).join('');
}
