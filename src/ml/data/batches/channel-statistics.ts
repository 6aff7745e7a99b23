import type { ArrayDataset } from '../dataset.js';
import { elementsOf } from '../dataset.js';
import { addMoments } from '../kernels/pixels.js';

/** Mean and standard deviation by channel, the last dimension of an example. */
export interface ChannelStatistics {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

const EXAMPLES_PER_READ = 128;
/** A channel that never changes is left as it is, but for its mean. */
const SMALLEST_DEVIATION = 1e-6;

/** Statistics over some examples, such as the training part's; accumulated in float64. */
export async function channelStatistics(
  dataset: ArrayDataset,
  indices: Int32Array,
  signal: AbortSignal,
): Promise<ChannelStatistics> {
  const elements = elementsOf(dataset.shape);
  const channels = dataset.shape.at(-1) ?? 1;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const values = new Float32Array(EXAMPLES_PER_READ * elements);
  for (let start = 0; start < indices.length; start += EXAMPLES_PER_READ) {
    const some = indices.subarray(start, start + EXAMPLES_PER_READ);
    const part = values.subarray(0, some.length * elements);
    await dataset.read(some, part, signal);
    addMoments(part, sums, squares);
  }
  const count = (indices.length * elements) / channels;
  const means = Array.from(sums, (sum) => sum / count);
  const deviations = means.map((mean, channel) => {
    const variance = Math.max(0, (squares[channel] ?? 0) / count - mean * mean);
    const deviation = Math.sqrt(variance);
    return deviation > SMALLEST_DEVIATION ? deviation : 1;
  });
  return { means, deviations };
}
