import { present } from '../../base/present.js';
import type { DatasetSettings } from '../../protocol/dataset-schema.js';
import type { DatasetDescription } from './description.js';

/** A set of examples as the readers want it, from what an experiment says. */
export function describeDataset(source: DatasetSettings): DatasetDescription {
  switch (source.format) {
    case 'idx':
    case 'npy': {
      const { format, inputs, labels, classes } = source;
      return { format, inputs, ...present({ labels, classes }) };
    }
    case 'npz': {
      const { format, file, inputs, labels, classes } = source;
      return { format, file, inputs, ...present({ labels, classes }) };
    }
    case 'images': {
      const { format, folder, size: [height, width] = [], channels } = source;
      const size = height === undefined || width === undefined ? {} : { size: [height, width] as const };
      return { format, folder, channels, ...size };
    }
    case 'csv':
    case 'jsonl':
    case 'parquet': {
      const { format, file, text, features, label } = source;
      const delimiter = source.format === 'csv' ? source.delimiter : undefined;
      return { format, file, ...present({ text, features, label, delimiter }) };
    }
    default:
      return source;
  }
}
