import { bytesToUnit } from '../../data/kernels/pixels.js';
import type { ArrayDataset } from '../../data/dataset.js';
import type { ImageShape } from '../../data/kernels/augment.js';

/** Patches in memory as a data set like any other, so that what trains and scores on data does so on them. */
export function surrogateDataset(
  patches: Uint8Array,
  options: {
    readonly shape: ImageShape;
    readonly classes: readonly string[];
    /** Of each patch; undefined before the clean model was asked. */
    readonly labels: Int32Array | undefined;
  },
): ArrayDataset {
  const { shape, classes, labels } = options;
  const bytes = shape.height * shape.width * shape.channels;
  return {
    kind: 'arrays',
    examples: patches.length / bytes,
    shape: [shape.height, shape.width, shape.channels],
    classes,
    labels,
    read(indices, out, signal) {
      signal.throwIfAborted();
      for (let i = 0; i < indices.length; i++) {
        const start = (indices[i] ?? 0) * bytes;
        bytesToUnit(patches.subarray(start, start + bytes), out, i * bytes);
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
