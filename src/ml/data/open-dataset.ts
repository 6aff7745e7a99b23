import * as path from 'node:path';
import type { Files } from '../../base/ports.js';
import type { Dataset } from './dataset.js';
import type { DatasetDescription, TableDescription } from './description.js';
import { openGlyphs } from './glyphs/open-glyphs.js';
import { openCifar } from './readers/cifar.js';
import { openCsv } from './readers/csv.js';
import { openIdx } from './readers/idx.js';
import { openImageFolder } from './readers/image-folder.js';
import { openJsonl } from './readers/jsonl.js';
import { openLabelledTable } from './readers/labelled-table.js';
import { openNpy, openNpz } from './readers/numpy.js';
import type { ReaderContext } from './readers/open-source.js';
import { openParquet } from './readers/parquet.js';
import type { RowVisitor, Table } from './readers/table.js';
import { openZipfWorld } from './zipf/open-zipf-world.js';

export interface OpenOptions {
  readonly files: Files;
  /** The folder that relative paths start from (absolute). */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Opens a set of examples: headers, labels and rows are checked now, images and rows are read when they are asked for. Throws
 * errors of the group `data` and `file-missing`, `file-unreadable`. The caller closes it.
 */
export async function openDataset(description: DatasetDescription, options: OpenOptions): Promise<Dataset> {
  const { folder } = options;
  const at = (file: string): string => path.resolve(folder, file);
  switch (description.format) {
    case 'cifar10':
      return openCifar(options, description.files.map(at), 'cifar10');
    case 'cifar100':
      return openCifar(options, description.files.map(at), `cifar100-${description.labels ?? 'fine'}`);
    case 'idx':
    case 'npy': {
      const { inputs, labels, classes } = description;
      const paths = { inputs: at(inputs), labels: labels === undefined ? undefined : at(labels) };
      return description.format === 'idx' ? openIdx(options, paths, { classes }) : openNpy(options, paths, { classes });
    }
    case 'npz': {
      const { file, inputs, labels, classes } = description;
      return openNpz(options, { file: at(file), inputs, labels }, { classes });
    }
    case 'images': {
      const { size, channels = 3 } = description;
      return openImageFolder(options, at(description.folder), { size, channels });
    }
    case 'csv':
    case 'jsonl':
    case 'parquet': {
      const file = at(description.file);
      return openLabelledTable(file, description, (visit) => openTable(options, file, { description, visit }));
    }
    case 'glyphs':
      return openGlyphs(description);
    case 'zipf-world':
      return openZipfWorld(description);
  }
}

function openTable(
  context: ReaderContext,
  file: string,
  { description, visit }: { readonly description: TableDescription; readonly visit: RowVisitor },
): Promise<Table> {
  switch (description.format) {
    case 'csv':
      return openCsv(context, file, { delimiter: description.delimiter ?? ',', visit });
    case 'jsonl':
      return openJsonl(context, file, { visit });
    case 'parquet':
      return openParquet(context, file, { visit });
  }
}
