import { modelsmithError } from '../../../base/errors.js';
import type { ArrayDataset } from '../dataset.js';
import { planesToUnit } from '../kernels/pixels.js';
import { MAX_EXAMPLES } from '../limits.js';
import type { ByteSource } from './byte-source.js';
import { readBytes } from './byte-source.js';
import { dataFault, requireAtMost } from './data-fault.js';
import type { ReaderContext } from './open-source.js';
import { openSource } from './open-source.js';

/** Where the label stands in the record before the image, and how many classes there are. */
const layouts = {
  cifar10: { format: 'cifar10', labelBytes: 1, label: 0, classes: 10 },
  'cifar100-fine': { format: 'cifar100', labelBytes: 2, label: 1, classes: 100 },
  'cifar100-coarse': { format: 'cifar100', labelBytes: 2, label: 0, classes: 20 },
} as const;

export type CifarLayout = keyof typeof layouts;

const SIDE = 32;
const CHANNELS = 3;
const IMAGE_BYTES = SIDE * SIDE * CHANNELS;
const RECORDS_PER_READ = 1024;

interface Part {
  readonly source: ByteSource;
  readonly first: number;
  readonly records: number;
}

/**
 * Opens binary files of CIFAR-10 or CIFAR-100 (Krizhevsky, 2009: label bytes, then 32 x 32 red, green and blue bytes) as one
 * set. All labels are read and checked now, images when they are asked for. Throws `data-file-invalid` where a file isn't a
 * whole number of records, `data-label-outside`, `data-empty`.
 */
export async function openCifar(
  context: ReaderContext,
  paths: readonly string[],
  layout: CifarLayout,
): Promise<ArrayDataset> {
  const { format, labelBytes, label, classes } = layouts[layout];
  const recordBytes = labelBytes + IMAGE_BYTES;
  const parts: Part[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(parts.map(({ source }) => source.close()));
  };
  try {
    let examples = 0;
    for (const path of paths) {
      const source = await openSource(context, path);
      const records = Math.floor(source.bytes / recordBytes);
      parts.push({ source, first: examples, records });
      if (source.bytes === 0) {
        throw modelsmithError('data-empty', {}, { file: path });
      }
      if (records * recordBytes !== source.bytes) {
        const detail = `${source.bytes} bytes / ${recordBytes}`;
        throw dataFault(format, path)(records === 0 ? 'ended-early' : 'shape', detail);
      }
      examples += records;
      requireAtMost('examples', examples, MAX_EXAMPLES, { file: path });
    }
    const labels = await readLabels(parts, { recordBytes, label, classes, signal: context.signal });
    return {
      kind: 'arrays',
      examples,
      shape: [SIDE, SIDE, CHANNELS],
      classes: Array.from({ length: classes }, (_, i) => String(i)),
      labels,
      async read(indices, out, signal) {
        const image = new Uint8Array(IMAGE_BYTES);
        for (let i = 0; i < indices.length; i++) {
          signal.throwIfAborted();
          const index = indices[i] ?? 0;
          const part = parts.findLast(({ first }) => first <= index);
          await part?.source.read(image, (index - part.first) * recordBytes + labelBytes);
          planesToUnit(image, out, i * IMAGE_BYTES, CHANNELS);
        }
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function readLabels(
  parts: readonly Part[],
  options: {
    readonly recordBytes: number;
    readonly label: number;
    readonly classes: number;
    readonly signal: AbortSignal;
  },
): Promise<Int32Array> {
  const { recordBytes, label, classes, signal } = options;
  const labels = new Int32Array(parts.reduce((sum, { records }) => sum + records, 0));
  for (const { source, first, records } of parts) {
    for (let start = 0; start < records; start += RECORDS_PER_READ) {
      signal.throwIfAborted();
      const chunk = await readBytes(source, start * recordBytes, RECORDS_PER_READ * recordBytes);
      for (let at = label, i = first + start; at < chunk.length; at += recordBytes, i++) {
        const value = chunk[at] ?? 0;
        if (value >= classes) {
          throw modelsmithError(
            'data-label-outside',
            { example: i - first, label: String(value), classes },
            { file: source.path },
          );
        }
        labels[i] = value;
      }
    }
  }
  return labels;
}
