import { openDataset } from '../../../src/ml/data/open-dataset.js';
import { elementsOf } from '../../../src/ml/data/dataset.js';
import { nodeFiles } from '../../../src/worker/node-files.js';
import * as path from 'node:path';

/** scikit-learn's digits: 1797 images of 8 x 8, 0 to 1, one after the other. */
export interface Digits {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export const DIGIT_SIDE = 8;
export const DIGIT_CLASSES = 10;

/** Reads the exported digits. */
export async function readDigits(file: string): Promise<Digits> {
  const { signal } = new AbortController();
  const dataset = await openDataset(
    { format: 'npz', file, inputs: 'images', labels: 'labels' },
    { files: nodeFiles, folder: path.dirname(file), signal },
  );
  try {
    if (dataset.kind !== 'arrays' || dataset.labels === undefined) {
      throw new TypeError(`${file} holds no labelled images`);
    }
    const images = new Float32Array(dataset.examples * elementsOf(dataset.shape));
    const all = Int32Array.from({ length: dataset.examples }, (_, i) => i);
    await dataset.read(all, images, signal);
    return { images, labels: dataset.labels };
  } finally {
    await dataset.close();
  }
}
