import type { Augmentation } from '../../../ml/data/augment/augmentation.js';
import { describeDataset } from '../../../ml/data/describe-dataset.js';
import type { DatasetDescription } from '../../../ml/data/description.js';
import type { PartsDescription } from '../../../ml/data/parts/open-parts.js';
import { present } from '../../../base/present.js';
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
