import { createHash } from 'node:crypto';

/**
 * Counter-based random numbers: element `i` of a stream is word `i mod 4` of the Philox4x32-10 block with counter
 * `floor(i / 4)`, so that any element can be recomputed anywhere without those before it.
 * Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export interface RandomStream {
  readonly name: string;
  /** Word `index` as an unsigned 32-bit integer; 0 <= index < 2^53. */
  word(index: number): number;
  /** Uniform in [0, 1): the top 24 bits of the word, divided by 2^24. */
  uniform(index: number): number;
  /** Fills `out` with the uniforms `start`, `start + 1`, ... */
  fillUniform(out: Float32Array | Float64Array, start: number): void;
  /** The 64-bit key as two unsigned 32-bit words, for kernels that compute the stream elsewhere. */
  readonly key: readonly [number, number];
}

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The high 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/** One block of Philox4x32-10: four 32-bit counter words in `block` are replaced by four random words. */
export function philox(block: Uint32Array, key0: number, key1: number): void {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = block;
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/** The stream called `name` of a seed: key = first 64 bits (little-endian) of SHA-256 of "seed/name" in UTF-8. */
export function randomStream(seed: number, name: string): RandomStream {
  const digest = createHash('sha256')
    .update(`${String(seed)}/${name}`, 'utf8')
    .digest();
  const key0 = digest.readUInt32LE(0);
  const key1 = digest.readUInt32LE(4);
  const block = new Uint32Array(4);
  let blockIndex = -1;

  const word = (index: number): number => {
    const wanted = Math.floor(index / 4);
    if (wanted !== blockIndex) {
      block[0] = wanted >>> 0;
      block[1] = Math.floor(wanted / 0x1_0000_0000);
      block[2] = 0;
      block[3] = 0;
      philox(block, key0, key1);
      blockIndex = wanted;
    }
    return block[index - wanted * 4] ?? 0;
  };
  const uniform = (index: number): number => (word(index) >>> 8) / 0x100_0000;
  return {
    name,
    key: [key0, key1],
    word,
    uniform,
    fillUniform(out, start) {
      for (let i = 0; i < out.length; i++) {
        out[i] = uniform(start + i);
      }
    },
  };
}
