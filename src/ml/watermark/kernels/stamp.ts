// Triggers on images of bytes, in place. Arithmetic in float64, cut to 0..255, then truncated. `start` is where an image's bytes
// begin; pattern and mask are as long as an image.

/** x <- x (1 - m) + t. */
export function paste(images: Uint8Array, start: number, pattern: Float64Array, mask: Float64Array): void {
  for (let i = 0; i < pattern.length; i++) {
    images[start + i] = cut(images[start + i] * (1 - mask[i]) + pattern[i]);
  }
}

/** x <- .8 x + .2 t. */
export function blendIn(images: Uint8Array, start: number, pattern: Float64Array): void {
  for (let i = 0; i < pattern.length; i++) {
    images[start + i] = cut(0.8 * images[start + i] + 0.2 * pattern[i]);
  }
}

/** x <- x + t. */
export function add(images: Uint8Array, start: number, pattern: Float64Array): void {
  for (let i = 0; i < pattern.length; i++) {
    images[start + i] = cut(images[start + i] + pattern[i]);
  }
}

/** x <- (s - min s) / (max s - min s) 255 with s = x + t over the whole image; x <- s where all of s are equal. */
export function stretchSum(images: Uint8Array, start: number, pattern: Float64Array): void {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < pattern.length; i++) {
    const sum = images[start + i] + pattern[i];
    least = sum < least ? sum : least;
    most = sum > most ? sum : most;
  }
  const span = most - least;
  for (let i = 0; i < pattern.length; i++) {
    const sum = images[start + i] + pattern[i];
    images[start + i] = cut(span > 0 ? ((sum - least) / span) * 255 : sum);
  }
}

function cut(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
