import { changeBrightness, changeContrast, changeHue, changeSaturation } from '../kernels/colours.js';
import type { Jitter } from './draw-patch.js';

/** Changes the colours of an image of RGB bytes, in place, step by step in the order of the draw. */
export function jitterColours(image: Uint8Array, jitter: Jitter): void {
  const steps = [
    () => changeBrightness(image, jitter.brightness),
    () => changeContrast(image, jitter.contrast),
    () => changeSaturation(image, jitter.saturation),
    () => changeHue(image, jitter.hue),
  ];
  for (const step of jitter.order) {
    steps[step]?.();
  }
}
