import type { ArrayDataset } from './dataset.js';
import { elementsOf } from './dataset.js';

/** Sets up to this size are read once: 20,000 images of CIFAR; three parts of an experiment stay below a gigabyte. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;
const EXAMPLES_PER_READ = 256;

/**
 * The same set, read as a whole when its first example is asked for, and from memory afterwards; a larger one as it is. Small
 * sets are read hundreds of times, and a read of the disk or a decoded image costs more than a step of a small network.
 */
export function holdInMemory(dataset: ArrayDataset): ArrayDataset {
  const elements = elementsOf(dataset.shape);
  if (4 * elements * dataset.examples > MAX_HELD_BYTES) {
    return dataset;
  }
  let held: Promise<Float32Array> | undefined;
  return {
    ...dataset,
    async read(indices, out, signal) {
      held ??= readAll(dataset, signal);
      let values: Float32Array;
      try {
        values = await held;
      } catch (thrown) {
        // A stop is not for good: who asks next begins anew.
        held = undefined;
        throw thrown;
      }
      for (let i = 0; i < indices.length; i++) {
        const start = (indices[i] ?? 0) * elements;
        out.set(values.subarray(start, start + elements), i * elements);
      }
    },
  };
}

async function readAll(dataset: ArrayDataset, signal: AbortSignal): Promise<Float32Array> {
  const elements = elementsOf(dataset.shape);
  const values = new Float32Array(dataset.examples * elements);
  for (let start = 0; start < dataset.examples; start += EXAMPLES_PER_READ) {
    signal.throwIfAborted();
    const count = Math.min(EXAMPLES_PER_READ, dataset.examples - start);
    const some = Int32Array.from({ length: count }, (_, i) => start + i);
    await dataset.read(some, values.subarray(start * elements, (start + count) * elements), signal);
  }
  return values;
}
