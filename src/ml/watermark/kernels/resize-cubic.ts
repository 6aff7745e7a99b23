/** Colours of a pixel; patches are made in red, green and blue whatever becomes of them. */
const CHANNELS = 3;
/** Weights have 22 bits after the point, as in PIL, whose bytes come out (where it, too, goes along rows first); sums are exact. */
const WEIGHT_UNIT = 2 ** 22;

/** Of inputs for each output along one axis: where they begin, how many they are, and what each counts. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Outputs x reach. */
  readonly weights: Float64Array;
  readonly reach: number;
}

/** Keys' cubic with a = -.5. */
function cubic(x: number): number {
  const distance = x < 0 ? -x : x;
  if (distance < 1) {
    return (1.5 * distance - 2.5) * distance * distance + 1;
  }
  return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0;
}

/** With m = (o + .5) n / s and f = max(1, n / s): inputs from trunc(m - 2f + .5) to before trunc(m + 2f + .5), of sum 1. */
function tapsOf(inputs: number, outputs: number): Taps {
  const scale = inputs / outputs;
  const stretch = scale > 1 ? scale : 1;
  const reach = Math.ceil(4 * stretch) + 1;
  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weights = new Float64Array(outputs * reach);
  for (let output = 0; output < outputs; output++) {
    const middle = (output + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(middle - 2 * stretch + 0.5));
    const end = Math.min(inputs, Math.trunc(middle + 2 * stretch + 0.5));
    let sum = 0;
    for (let i = begin; i < end; i++) {
      const weight = cubic((i - middle + 0.5) / stretch);
      weights[output * reach + i - begin] = weight;
      sum += weight;
    }
    for (let i = begin; i < end; i++) {
      weights[output * reach + i - begin] =
        Math.round((weights[output * reach + i - begin] / sum) * WEIGHT_UNIT) / WEIGHT_UNIT;
    }
    first[output] = begin;
    count[output] = end - begin;
  }
  return { first, count, weights, reach };
}

/**
 * Scales a rectangle of an image of `imageWidth` pixels a row (RGB bytes) to size x size: bicubic, antialiased when shrinking,
 * first along rows, then along columns, rounded to bytes between and after.
 */
export function resizeCubic(
  image: Uint8Array,
  imageWidth: number,
  top: number,
  left: number,
  height: number,
  width: number,
  size: number,
): Uint8Array<ArrayBuffer> {
  const across = tapsOf(width, size);
  const down = tapsOf(height, size);
  const narrow = new Uint8Array(height * size * CHANNELS);
  for (let row = 0; row < height; row++) {
    const rowStart = ((top + row) * imageWidth + left) * CHANNELS;
    resampleRow(image, rowStart, narrow, row * size * CHANNELS, across, size);
  }
  const out = new Uint8Array(size * size * CHANNELS);
  resampleColumns(narrow, out, down, size, size * CHANNELS);
  return out;
}

/** Sums begin at a half: bytes truncate, so that they round. */
const HALF = 0.5;

/** Resamples the pixels of one row; the three colours together, since nearly all time goes here. */
function resampleRow(
  from: Uint8Array,
  fromStart: number,
  out: Uint8Array,
  outStart: number,
  taps: Taps,
  outputs: number,
): void {
  const { first, count, weights, reach } = taps;
  for (let output = 0; output < outputs; output++) {
    let at = fromStart + first[output] * CHANNELS;
    const own = output * reach;
    const end = own + count[output];
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    for (let i = own; i < end; i++) {
      const weight = weights[i];
      red += weight * from[at];
      green += weight * from[at + 1];
      blue += weight * from[at + 2];
      at += CHANNELS;
    }
    const into = outStart + output * CHANNELS;
    out[into] = cut(red);
    out[into + 1] = cut(green);
    out[into + 2] = cut(blue);
  }
}

/** Resamples from row to row; `stride` bytes a row, which all go the same way. */
function resampleColumns(from: Uint8Array, out: Uint8Array, taps: Taps, outputs: number, stride: number): void {
  const { first, count, weights, reach } = taps;
  for (let output = 0; output < outputs; output++) {
    const start = first[output] * stride;
    const own = output * reach;
    const length = count[output];
    for (let lane = 0; lane < stride; lane++) {
      let sum = HALF;
      let at = start + lane;
      for (let i = own; i < own + length; i++) {
        sum += weights[i] * from[at];
        at += stride;
      }
      out[output * stride + lane] = cut(sum);
    }
  }
}

function cut(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
