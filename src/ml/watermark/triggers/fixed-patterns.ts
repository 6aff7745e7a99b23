import type { ImageShape } from '../../data/kernels/augment.js';
import type { Trigger } from './trigger.js';

/** Of the lower right corner, on every channel. Gu et al., "BadNets", 2017. */
const GRID = [
  [0, 0, 255],
  [0, 255, 0],
  [255, 0, 255],
] as const;

/** The grid of 3 x 3 pixels in the lower right corner; the image has room for it. */
export function gridTrigger(shape: ImageShape): Trigger {
  return cornerTrigger(shape, { side: GRID.length, margin: 0, valueAt: (row, column) => GRID[row]?.[column] ?? 0 });
}

/** A white square whose last row and column are `margin` pixels from the lower right corner; the image has room for it. */
export function squareTrigger(shape: ImageShape, side: number, margin: number): Trigger {
  return cornerTrigger(shape, { side, margin, valueAt: () => 255 });
}

function cornerTrigger(
  shape: ImageShape,
  { side, margin, valueAt }: { side: number; margin: number; valueAt: (row: number, column: number) => number },
): Trigger {
  const { height, width, channels } = shape;
  const pattern = new Float64Array(height * width * channels);
  const mask = new Float64Array(pattern.length);
  const [top, left] = [height - margin - side, width - margin - side];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = ((top + row) * width + left + column) * channels;
      pattern.fill(valueAt(row, column), at, at + channels);
      mask.fill(1, at, at + channels);
    }
  }
  return { shape, rule: 'paste', pattern, mask };
}
