import { setImmediate as nextTurn } from 'node:timers/promises';
import { randomStream } from '../../../base/random.js';
import { applyAffine } from '../kernels/affine.js';
import { cropSquare, putChannels, stretchBytes } from '../kernels/patch-bytes.js';
import { resizeCubic } from '../kernels/resize-cubic.js';
import { roundHalfEven } from './crop-size.js';
import { drawPatch, type PatchDraws } from './draw-patch.js';
import { jitterColours } from './jitter-colours.js';
import { resizedSize, type PatchRecipe } from './patch-recipe.js';

/** An image as RGB bytes, height x width x 3. */
export interface ColourImage {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Patches between two looks at the signal. */
const PATCHES_A_TURN = 32;

/**
 * Patches `first` to before `end` of a recipe, one after the other, as bytes of the recipe's shape. A patch is a function of the
 * image, the recipe, the seed and its number alone. Asano and Saeed, "Extrapolating from a single image to a thousand classes
 * using distillation", 2023, as Yu et al. use it in "Safe and robust watermark injection with a single OoD image", 2024.
 */
export async function makePatches(
  image: ColourImage,
  recipe: PatchRecipe,
  options: {
    readonly seed: number;
    readonly first: number;
    readonly end: number;
    readonly signal: AbortSignal;
    readonly onProgress?: (made: number) => void;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const { seed, first, end, signal, onProgress } = options;
  const { height, width, channels } = recipe.shape;
  const bytes = height * width * channels;
  const stream = randomStream(seed, 'watermark/patches');
  const out = new Uint8Array((end - first) * bytes);
  for (let index = first; index < end; index++) {
    if ((index - first) % PATCHES_A_TURN === 0) {
      onProgress?.(index - first);
      await nextTurn();
      signal.throwIfAborted();
    }
    const draws = drawPatch(stream, index, { ...recipe, height: image.height, width: image.width });
    const start = (index - first) * bytes;
    putChannels(makePatch(image, draws, height), out, start, channels);
    if (recipe.stretch) {
      stretchBytes(out, start, start + bytes);
    }
  }
  onProgress?.(end - first);
  return out;
}

/** One patch as RGB bytes, size x size x 3: crops, resize, affine map, centre crop, flip, colours; 8 bits between all steps. */
function makePatch(image: ColourImage, draws: PatchDraws, size: number): Uint8Array {
  const { square, crop, angle, shear, isFlipped, jitter } = draws;
  const resized = resizedSize(size);
  const [top, left] = [square.top + crop.top, square.left + crop.left];
  const scaled = resizeCubic(image.pixels, image.width, top, left, crop.height, crop.width, resized);
  const patch = cropCentre(applyAffine(scaled, resized, angle, shear), { from: resized, to: size, isFlipped });
  if (jitter !== undefined) {
    jitterColours(patch, jitter);
  }
  return patch;
}

/** The middle of a square image of RGB bytes, from round((from - to) / 2) on, half to even; mirrored where wanted. */
export function cropCentre(
  image: Uint8Array,
  { from, to, isFlipped }: { readonly from: number; readonly to: number; readonly isFlipped: boolean },
): Uint8Array<ArrayBuffer> {
  return cropSquare(image, from, roundHalfEven((from - to) / 2), to, isFlipped);
}
