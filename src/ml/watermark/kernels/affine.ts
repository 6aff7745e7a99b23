/** Colours of a pixel. */
const CHANNELS = 3;

/**
 * Rotates and shears a square image of RGB bytes about its middle, angles in degrees: bilinear, truncated to bytes, 0 where the
 * source lies outside. M = [[cos r - sin r tan s, cos r tan s + sin r], [-sin r, cos r]] takes the centre of a pixel of the
 * result, seen from the middle, to its source.
 */
export function applyAffine(image: Uint8Array, size: number, angle: number, shear: number): Uint8Array<ArrayBuffer> {
  const radians = Math.PI / 180;
  const cos = Math.cos(angle * radians);
  const sin = Math.sin(angle * radians);
  const tan = Math.tan(shear * radians);
  const xx = cos - sin * tan;
  const xy = cos * tan + sin;
  const middle = size / 2;
  const out = new Uint8Array(size * size * CHANNELS);
  for (let row = 0; row < size; row++) {
    const dy = row + 0.5 - middle;
    for (let column = 0; column < size; column++) {
      const dx = column + 0.5 - middle;
      const x = xx * dx + xy * dy + middle;
      const y = -sin * dx + cos * dy + middle;
      if (x < 0 || x >= size || y < 0 || y >= size) {
        continue;
      }
      const left = Math.floor(x - 0.5);
      const top = Math.floor(y - 0.5);
      const right = x - 0.5 - left;
      const down = y - 0.5 - top;
      const column0 = clamp(left, size) * CHANNELS;
      const column1 = clamp(left + 1, size) * CHANNELS;
      const row0 = clamp(top, size) * size * CHANNELS;
      const row1 = clamp(top + 1, size) * size * CHANNELS;
      const into = (row * size + column) * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel++) {
        const above = mix(image[row0 + column0 + channel], image[row0 + column1 + channel], right);
        const below = mix(image[row1 + column0 + channel], image[row1 + column1 + channel], right);
        out[into + channel] = mix(above, below, down);
      }
    }
  }
  return out;
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index >= size ? size - 1 : index;
}
