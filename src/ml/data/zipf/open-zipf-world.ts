import { modelsmithError } from '../../../base/errors.js';
import type { RowDataset } from '../dataset.js';
import type { ZipfWorldDescription } from '../description.js';
import { MAX_EXAMPLES } from '../limits.js';
import { requireAtMost } from '../readers/data-fault.js';
import { zipfWorld } from './zipf-world.js';

/** The embedded texts: row `i` holds document `i` of the world of the seed, in the column `text`. Throws `data-empty`. */
export function openZipfWorld({ documents, seed, about, relations }: ZipfWorldDescription): RowDataset {
  requireAtMost('examples', documents, MAX_EXAMPLES, {});
  if (documents < 1) {
    throw modelsmithError('data-empty', {});
  }
  const world = zipfWorld(seed, { about, relations });
  return {
    kind: 'rows',
    examples: documents,
    classes: [],
    labels: undefined,
    columns: ['text'],
    inputColumns: ['text'],
    readRows: (indices) => Promise.resolve(Array.from(indices, (index) => ({ text: world.document(index) }))),
    close: () => Promise.resolve(),
  };
}
