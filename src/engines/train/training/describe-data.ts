import type { Augmentation } from '../../../ml/data/augment/augmentation.js';
import type { DatasetDescription } from '../../../ml/data/description.js';
import type { PartsDescription } from '../../../ml/data/parts/open-parts.js';
import type { TrainSpec } from '../spec/schema.js';

type Data = TrainSpec['data'];
type Source = Data['train'];

/** The data of an experiment as the readers want them. */
export function describeParts({ train, validation, test, stratified }: Data): PartsDescription {
  return {
    train: describeDataset(train),
    ...(validation === 0 ? {} : { validation: describePart(validation) }),
    ...(test === 0 ? {} : { test: describePart(test) }),
    isStratified: stratified,
  };
}

function describePart(part: number | Source): number | DatasetDescription {
  return typeof part === 'number' ? part : describeDataset(part);
}

function describeDataset(source: Source): DatasetDescription {
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

/** How images are changed; undefined where they aren't. */
export function describeAugmentation(augment: Data['augment']): Augmentation | undefined {
  if (augment === undefined) {
    return undefined;
  }
  const { crop, flip, jitter, erase, mixup, cutmix } = augment;
  return {
    ...present({ flip, jitter }),
    ...(crop === undefined ? {} : { crop: { padding: crop } }),
    ...(erase === undefined ? {} : { erase: { probability: erase, area: ERASED_AREA } }),
    ...(mixup === undefined ? {} : { mixup: { alpha: mixup } }),
    ...(cutmix === undefined ? {} : { cutmix: { alpha: cutmix } }),
  };
}

/** Share of the image that is erased, as published (Zhong et al., 2020). */
const ERASED_AREA = [0.02, 0.4] as const;

/** Without the keys that are undefined. */
function present<T extends Readonly<Record<string, unknown>>>(
  values: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
