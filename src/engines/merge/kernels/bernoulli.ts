/**
 * Bernoulli masks from Philox4x32-10 (Salmon et al., SC 2011): element `i` is kept when its uniform, the top 24 bits of
 * word `i mod 4` of block `floor(i / 4)` over 2^24, is below its probability. The stream is the one of base/random.ts,
 * inlined here because a call per block costs as much as the block.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The high 32 bits of the unsigned 64-bit product. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) | 0;
}

/** words = the four words of block `block` of the stream with the key. */
function philoxBlock(words: Uint32Array, block: number, key0: number, key1: number): void {
  let c0 = block | 0;
  let c1 = Math.floor(block / 0x1_0000_0000) | 0;
  let c2 = 0;
  let c3 = 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

const words = new Uint32Array(4);

/** keep[i] = 1 where uniform `start + i` of the stream is below `probability`, else 0. */
export function drawBernoulli(keep: Uint8Array, start: number, key0: number, key1: number, probability: number): void {
  const length = keep.length;
  // uniform < p  <=>  word >>> 8 < p * 2^24
  const limit = probability * 0x100_0000;
  let block = -1;
  for (let i = 0; i < length; i++) {
    const wanted = Math.floor((start + i) / 4);
    if (wanted !== block) {
      block = wanted;
      philoxBlock(words, block, key0, key1);
    }
    keep[i] = words[start + i - block * 4] >>> 8 < limit ? 1 : 0;
  }
}

/** The same with a probability for each element. */
export function drawBernoulliEach(
  keep: Uint8Array,
  start: number,
  key0: number,
  key1: number,
  probabilities: Float32Array,
): void {
  const length = keep.length;
  let block = -1;
  for (let i = 0; i < length; i++) {
    const wanted = Math.floor((start + i) / 4);
    if (wanted !== block) {
      block = wanted;
      philoxBlock(words, block, key0, key1);
    }
    keep[i] = words[start + i - block * 4] >>> 8 < probabilities[i] * 0x100_0000 ? 1 : 0;
  }
}
