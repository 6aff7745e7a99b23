import { zipSync } from 'fflate';
import type { ArrayDataset } from './dataset.js';
import { elementsOf } from './dataset.js';

const EXAMPLES_PER_READ = 256;
/** The earliest time that a zip archive can name: the same bytes whenever it is written. */
const FIRST_ZIP_TIME = new Date(1980, 0, 1);

/** Images of bytes with their labels, in memory. Numbers must be multiples of 1/255 in 0..1; others go to the nearest. */
async function readBytesOf(
  dataset: ArrayDataset,
  signal: AbortSignal,
): Promise<{ readonly pixels: Uint8Array; readonly labels: Uint8Array }> {
  const elements = elementsOf(dataset.shape);
  const pixels = new Uint8Array(dataset.examples * elements);
  for (let start = 0; start < dataset.examples; start += EXAMPLES_PER_READ) {
    const count = Math.min(EXAMPLES_PER_READ, dataset.examples - start);
    const values = new Float32Array(count * elements);
    await dataset.read(
      Int32Array.from({ length: count }, (_, i) => start + i),
      values,
      signal,
    );
    pixels.set(
      values.map((value) => Math.round(255 * value)),
      start * elements,
    );
  }
  return { pixels, labels: Uint8Array.from(dataset.labels ?? []) };
}

/** Writes images and labels (at most 256 classes) as IDX files of bytes: a single channel is no dimension of its own. */
export async function toIdxFiles(
  dataset: ArrayDataset,
  signal: AbortSignal,
): Promise<{ readonly images: Uint8Array; readonly labels: Uint8Array }> {
  const { pixels, labels } = await readBytesOf(dataset, signal);
  const shape = dataset.shape.at(-1) === 1 ? dataset.shape.slice(0, -1) : dataset.shape;
  return { images: idxFile([dataset.examples, ...shape], pixels), labels: idxFile([dataset.examples], labels) };
}

function idxFile(shape: readonly number[], data: Uint8Array): Uint8Array {
  const file = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(file.buffer);
  view.setUint8(2, 0x08);
  view.setUint8(3, shape.length);
  for (const [i, size] of shape.entries()) {
    view.setUint32(4 + 4 * i, size, false);
  }
  file.set(data, 4 + 4 * shape.length);
  return file;
}

/** Writes images and labels as a compressed .npz archive with the arrays `x` and `y`, as NumPy's savez_compressed does. */
export async function toNpzFile(dataset: ArrayDataset, signal: AbortSignal): Promise<Uint8Array> {
  const { pixels, labels } = await readBytesOf(dataset, signal);
  return zipSync(
    {
      'x.npy': npyFile([dataset.examples, ...dataset.shape], pixels),
      'y.npy': npyFile([dataset.examples], labels),
    },
    { mtime: FIRST_ZIP_TIME },
  );
}

/** An .npy file of bytes, version 1: the header is filled up so that the data begin at a multiple of 64. */
function npyFile(shape: readonly number[], data: Uint8Array): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape.join('')},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const head = Buffer.from(`\u0093NUMPY\u0001\u0000  ${dictionary.padEnd(padded - 11)}\n`, 'latin1');
  head.writeUInt16LE(padded - 10, 8);
  const file = new Uint8Array(padded + data.length);
  file.set(head);
  file.set(data, padded);
  return file;
}
