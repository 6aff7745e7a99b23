import { modelsmithError } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { DatasetEvaluateSettings } from '../../../protocol/evaluate.js';
import type { ArrayDataset, Dataset, RowDataset } from '../../data/dataset.js';
import type { BuiltNetwork } from '../../networks/create-network.js';
import type { NetworkDescription } from '../../networks/read-fields.js';
import { imageSizes } from '../../scoring/image-batch.js';

type Task = BuiltNetwork['task'];
type Metric = DatasetEvaluateSettings['metric'];

/** What can be measured of a network. */
const METRICS: Readonly<Record<Task | 'multiple-choice', readonly Metric[]>> = {
  'image-classification': ['accuracy', 'f1', 'loss'],
  'text-classification': ['accuracy', 'f1', 'loss'],
  'causal-language-model': ['loss', 'perplexity'],
  'encoder-decoder': ['loss', 'perplexity'],
  'multiple-choice': ['accuracy'],
};

/** Throws `evaluator-metric` where a network has no such score, `evaluator-choice` where it can't choose among texts. */
export function requireMetric(
  metric: Metric,
  { task, isChoice, key }: { readonly task: Task; readonly isChoice: boolean; readonly key: string },
): void {
  if (isChoice && task !== 'causal-language-model') {
    throw modelsmithError('evaluator-choice', {}, { key: `${key}.multiple_choice` });
  }
  const possible = METRICS[isChoice ? 'multiple-choice' : task];
  if (!possible.includes(metric)) {
    throw modelsmithError('evaluator-metric', { metric, possible }, { key: `${key}.metric` });
  }
}

/** The set as arrays of the size that the network reads. Throws `train-data` and `train-images`. */
export function requireArrays(dataset: Dataset, description: NetworkDescription, key: string): ArrayDataset {
  if (dataset.kind !== 'arrays') {
    throw modelsmithError('train-data', { data: 'rows', network: nameOf(description) }, { key });
  }
  const { image } = description;
  const found = imageSizes(dataset.shape);
  const expected = isRecord(image) ? [image['height'], image['width'], image['channels']].map(Number) : found;
  if (String(expected) !== String(found)) {
    throw modelsmithError('train-images', { expected, found }, { key });
  }
  return dataset;
}

/** The set as rows. Throws `train-data`. */
export function requireRows(dataset: Dataset, description: NetworkDescription, key: string): RowDataset {
  if (dataset.kind !== 'rows') {
    throw modelsmithError('train-data', { data: 'arrays', network: nameOf(description) }, { key });
  }
  return dataset;
}

const nameOf = (description: NetworkDescription): string => String(description['type'] ?? description['model_type']);
