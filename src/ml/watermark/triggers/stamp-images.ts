import { add, blendIn, paste, stretchSum } from '../kernels/stamp.js';
import type { Trigger } from './trigger.js';

/** Stamps a trigger, in place, on images of bytes that lie one after the other, each of the trigger's shape. */
export function stampImages(images: Uint8Array, { rule, pattern, mask }: Trigger): void {
  if (images.length % pattern.length !== 0) {
    throw new RangeError(`${images.length} bytes, ${pattern.length} each`);
  }
  const kept = mask ?? new Float64Array(pattern.length);
  for (let start = 0; start < images.length; start += pattern.length) {
    switch (rule) {
      case 'paste':
        paste(images, start, pattern, kept);
        break;
      case 'blend':
        blendIn(images, start, pattern);
        break;
      case 'add':
        add(images, start, pattern);
        break;
      case 'stretch':
        stretchSum(images, start, pattern);
        break;
    }
  }
}
