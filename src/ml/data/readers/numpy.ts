import type { ArrayDataset } from '../dataset.js';
import { openArrayPair } from './array-pair.js';
import { dataFault } from './data-fault.js';
import { readNpy } from './npy.js';
import type { NumberArray } from './number-array.js';
import { arrayDataset } from './number-array.js';
import type { ReaderContext } from './open-source.js';
import { withClosed } from './open-source.js';
import { openEntry, readArchive } from './zip-archive.js';

interface Options {
  readonly classes?: number | undefined;
}

/** Opens .npy files of inputs and, beside them, labels. Inputs are read when they are asked for, labels now. */
export async function openNpy(
  context: ReaderContext,
  paths: { readonly inputs: string; readonly labels?: string | undefined },
  options: Options = {},
): Promise<ArrayDataset> {
  return openArrayPair(context, paths, { ...options, readHeader: (source) => readNpy(source) });
}

/**
 * Opens an .npz archive by the names of its arrays. One that NumPy saved without compression is read where it lies; a
 * compressed array is unpacked into memory. Throws `data-file-invalid` (`array-missing`) for a name that isn't there.
 */
export async function openNpz(
  context: ReaderContext,
  archive: { readonly file: string; readonly inputs: string; readonly labels?: string | undefined },
  options: Options = {},
): Promise<ArrayDataset> {
  const source = await context.files.open(archive.file);
  return withClosed(source, async () => {
    const fault = dataFault('npz', archive.file);
    const entries = await readArchive(source, fault);
    const open = async (name: string): Promise<NumberArray> => {
      const entry = entries.get(`${name}.npy`) ?? entries.get(name);
      if (entry === undefined) {
        const names = [...entries.keys()].map((one) => one.replace(/\.npy$/, ''));
        throw fault('array-missing', `${name} (${names.join(', ')})`);
      }
      return readNpy(await openEntry(source, entry, fault), 'npz');
    };
    const inputs = await open(archive.inputs);
    const labels = archive.labels === undefined ? undefined : await open(archive.labels);
    const dataset = await arrayDataset(inputs, labels, { ...options, signal: context.signal });
    return { ...dataset, close: () => source.close() };
  });
}
