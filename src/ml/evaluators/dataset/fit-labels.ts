import { modelsmithError } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { Dataset } from '../../data/dataset.js';
import type { NetworkDescription } from '../../networks/read-fields.js';

/**
 * The set with its labels counted as the network counts its classes: by their names, where its `config.json` records names and
 * all of the set's are among them, else by their order. Throws `evaluator-classes` where neither fits, `train-data` where
 * nothing is labelled.
 */
export function fitLabels<Set extends Dataset>(
  dataset: Set,
  {
    classes,
    description,
    key,
  }: { readonly classes: number; readonly description: NetworkDescription; readonly key: string },
): Set {
  if (dataset.labels === undefined) {
    const network = String(description['type'] ?? description['model_type']);
    throw modelsmithError('train-data', { data: 'unlabelled', network }, { key });
  }
  const places = new Map(recordedNames(description).map((name, place) => [name, place]));
  const named = dataset.classes.map((name) => places.get(name));
  if (places.size === classes && named.every((place) => place !== undefined)) {
    return { ...dataset, labels: dataset.labels.map((label) => named[label] ?? 0) };
  }
  if (dataset.classes.length !== classes) {
    throw modelsmithError('evaluator-classes', { expected: classes, found: dataset.classes.length }, { key });
  }
  return dataset;
}

/** Names of a network's classes, by label: as a training of ours records them, or as transformers does. */
function recordedNames({ labels, id2label: byLabel }: NetworkDescription): readonly string[] {
  if (Array.isArray(labels)) {
    return labels.map(String);
  }
  return isRecord(byLabel) ? Object.keys(byLabel).map((_, label) => String(byLabel[String(label)])) : [];
}
