import type { ImageShape } from '../../data/kernels/augment.js';
import type { CropRange } from './crop-size.js';

/** How the patches of a surrogate set are made of one image. */
export interface PatchRecipe extends CropRange {
  /** Of a patch: as the network takes them; height = width. */
  readonly shape: ImageShape;
  readonly patches: number;
  /** Whether every patch is stretched to the whole of 0..255 at the end. */
  readonly stretch: boolean;
}

/** What a recipe says where its author doesn't: those of the paper. */
export const defaultRecipe = {
  patches: 50_000,
  scale: [1 / 500, 1],
  ratio: [3 / 4, 4 / 3],
  stretch: false,
} as const satisfies Omit<PatchRecipe, 'shape'>;

/** The size that crops are scaled to, so that a rotation leaves a whole patch in the middle. */
export function resizedSize(size: number): number {
  return Math.trunc(Math.SQRT2 * size);
}

/** The side of the square that is cut out first: half of the image's shorter side. */
export function firstCropSide(height: number, width: number): number {
  return Math.trunc(0.5 * Math.min(height, width));
}
