import { randomStream } from '../../../../src/base/random.js';
import { permutation } from '../../../../src/ml/data/parts/permutation.js';
import { drawNormal, drawsOf } from '../../../../src/ml/search/draws.js';
import { DIGIT_SIDE } from '../digits.js';

const PIXELS = DIGIT_SIDE * DIGIT_SIDE;
const NOISE = 0.5;

/** A1's tasks, each the same digits changed in one way: all of its images, one after the other. */
export function changedDigits(images: Float32Array, seed: number): ReadonlyMap<string, Float32Array> {
  const order = permutation(PIXELS, randomStream(seed, 'pixels'));
  const noise = drawsOf(randomStream(seed, 'noise'));
  const from = (place: (pixel: number) => number): Float32Array =>
    images.map((_, i) => {
      const pixel = i % PIXELS;
      return images[i - pixel + place(pixel)] ?? 0;
    });
  return new Map([
    // Row r and column c come from row c and column side - 1 - r: a quarter turn to the left.
    ['rotated', from((pixel) => (pixel % DIGIT_SIDE) * DIGIT_SIDE + DIGIT_SIDE - 1 - Math.floor(pixel / DIGIT_SIDE))],
    ['inverted', images.map((value) => 1 - value)],
    ['noisy', images.map((value) => value + NOISE * drawNormal(noise))],
    ['permuted', from((pixel) => order[pixel] ?? 0)],
  ]);
}
