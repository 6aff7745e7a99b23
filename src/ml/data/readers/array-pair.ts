import type { ArrayDataset } from '../dataset.js';
import type { ByteSource } from './byte-source.js';
import { arrayDataset, type NumberArray } from './number-array.js';
import { openSource, withClosed, type ReaderContext } from './open-source.js';

/**
 * Opens a file of inputs and, beside it, one of labels, each of which `readHeader` makes an array of. Inputs are read when they
 * are asked for, labels now.
 */
export async function openArrayPair(
  context: ReaderContext,
  paths: { readonly inputs: string; readonly labels?: string | undefined },
  options: {
    readonly readHeader: (source: ByteSource) => Promise<NumberArray>;
    readonly classes?: number | undefined;
  },
): Promise<ArrayDataset> {
  const { readHeader, classes } = options;
  const open = async (path: string): Promise<NumberArray> => {
    const source = await openSource(context, path);
    return withClosed(source, () => readHeader(source));
  };
  const inputs = await open(paths.inputs);
  return withClosed(inputs.source, async () => {
    const labels = paths.labels === undefined ? undefined : await open(paths.labels);
    const dataset = (): Promise<ArrayDataset> => arrayDataset(inputs, labels, { classes, signal: context.signal });
    return labels === undefined ? dataset() : withClosed(labels.source, dataset);
  });
}
