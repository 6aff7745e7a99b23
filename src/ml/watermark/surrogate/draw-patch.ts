import type { RandomStream } from '../../../base/random.js';
import { drawsFrom, type Draws } from '../../data/draws.js';
import type { Box } from '../../data/kernels/augment.js';
import { cropSize, type CropRange } from './crop-size.js';
import { firstCropSide } from './patch-recipe.js';

/** A colour jitter: factors of 1 and a hue of 0 change nothing. */
export interface Jitter {
  /** The steps in the order in which they are done: 0 brightness, 1 contrast, 2 saturation, 3 hue. */
  readonly order: readonly number[];
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** As a share of the circle. */
  readonly hue: number;
}

/** Everything that is random about one patch. */
export interface PatchDraws {
  /** The square that is cut out first. */
  readonly square: Box;
  /** What is cut out of the square. */
  readonly crop: Box;
  /** In degrees. */
  readonly angle: number;
  readonly shear: number;
  readonly isFlipped: boolean;
  readonly jitter: Jitter | undefined;
}

/** Random numbers of one patch: 16, and two for each crop that is rejected; no stretch is ever used up. */
const DRAWS_A_PATCH = 2 ** 12;
/** Crops that are tried. By the recipe's limits at least one in twenty fits an image of thousands of pixels. */
const MAX_TRIES = 1000;
const MAX_DEGREES = 30;
const FLIP_PROBABILITY = 0.5;
const JITTER_PROBABILITY = 0.5;
const JITTER_RANGE = 0.4;
const HUE_RANGE = 0.1;

/** Draws patch `index` of an image of height x width pixels: from the stream and the index alone. */
export function drawPatch(
  stream: RandomStream,
  index: number,
  options: CropRange & { readonly height: number; readonly width: number },
): PatchDraws {
  const draws = drawsFrom(stream, index * DRAWS_A_PATCH);
  const { height, width } = options;
  const side = firstCropSide(height, width);
  const square = { ...drawPlace(height - side, width - side, draws), height: side, width: side };
  const crop = drawCrop(side, options, draws);
  const place = drawPlace(side - crop.height, side - crop.width, draws);
  return {
    square,
    crop: { ...place, ...crop },
    angle: draws.between(-MAX_DEGREES, MAX_DEGREES),
    shear: draws.between(-MAX_DEGREES, MAX_DEGREES),
    isFlipped: draws.uniform() < FLIP_PROBABILITY,
    jitter: draws.uniform() < JITTER_PROBABILITY ? drawJitter(draws) : undefined,
  };
}

function drawPlace(down: number, right: number, draws: Draws): { readonly top: number; readonly left: number } {
  return { top: draws.below(down + 1), left: draws.below(right + 1) };
}

/** Tries until a crop fits; the whole square where none does. */
function drawCrop(side: number, range: CropRange, draws: Draws): { readonly height: number; readonly width: number } {
  for (let trial = 0; trial < MAX_TRIES; trial++) {
    const size = cropSize(side, range, { area: draws.uniform(), ratio: draws.uniform() });
    if (size !== undefined) {
      return size;
    }
  }
  return { height: side, width: side };
}

function drawJitter(draws: Draws): Jitter {
  const order = [0, 1, 2, 3];
  for (let last = order.length - 1; last > 0; last--) {
    const other = draws.below(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  const factor = () => draws.between(1 - JITTER_RANGE, 1 + JITTER_RANGE);
  return {
    order,
    brightness: factor(),
    contrast: factor(),
    saturation: factor(),
    hue: draws.between(-HUE_RANGE, HUE_RANGE),
  };
}
