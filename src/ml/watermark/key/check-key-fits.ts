import { modelsmithError } from '../../../base/errors.js';
import type { ImageShape } from '../../data/kernels/augment.js';
import type { WatermarkKey } from './watermark-key.js';

/** Throws `watermark-shape` where a network takes images that no watermark is for: they must be square, grey or in colour. */
export function requireMarkable({ height, width, channels }: ImageShape): void {
  if (height !== width || (channels !== 1 && channels !== 3)) {
    throw modelsmithError('watermark-shape', { shape: [height, width, channels] });
  }
}

/**
 * Throws where a key isn't for a network: `watermark-shape`, `watermark-key-shape` for patches of another shape,
 * `watermark-target-outside` for a class that there isn't.
 */
export function checkKeyFits(
  key: Pick<WatermarkKey, 'recipe' | 'target'>,
  network: { readonly shape: ImageShape; readonly classes: number },
): void {
  requireMarkable(network.shape);
  const own = sizesOf(key.recipe.shape);
  const taken = sizesOf(network.shape);
  if (own.some((size, i) => size !== taken[i])) {
    throw modelsmithError('watermark-key-shape', { key: own, network: taken });
  }
  if (key.target >= network.classes) {
    throw modelsmithError('watermark-target-outside', { classes: network.classes });
  }
}

const sizesOf = ({ height, width, channels }: ImageShape): readonly number[] => [height, width, channels];
