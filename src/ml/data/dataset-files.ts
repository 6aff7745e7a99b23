import * as path from 'node:path';
import type { DatasetDescription } from './description.js';

/** The files, or for images the folder, that a set of examples is read from (absolute); none for what is generated. */
export function datasetFiles(description: DatasetDescription, folder: string): readonly string[] {
  const files = (...names: readonly (string | undefined)[]): readonly string[] =>
    names.flatMap((name) => (name === undefined ? [] : [path.resolve(folder, name)]));
  switch (description.format) {
    case 'cifar10':
    case 'cifar100':
      return files(...description.files);
    case 'idx':
    case 'npy':
      return files(description.inputs, description.labels);
    case 'npz':
    case 'csv':
    case 'jsonl':
    case 'parquet':
      return files(description.file);
    case 'images':
      return files(description.folder);
    case 'glyphs':
    case 'zipf-world':
      return [];
  }
}
