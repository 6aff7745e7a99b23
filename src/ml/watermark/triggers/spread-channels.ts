/** Values of pixels with one channel as those of `channels`, each channel the same; others as they are. */
export function spreadChannels(values: Float64Array, from: number, channels: number): Float64Array {
  if (from === channels) {
    return values;
  }
  if (from !== 1) {
    throw new RangeError(`${from} channels to ${channels}`);
  }
  return Float64Array.from({ length: values.length * channels }, (_, i) => values[Math.floor(i / channels)] ?? 0);
}
