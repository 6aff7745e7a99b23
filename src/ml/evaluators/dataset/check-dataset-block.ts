import * as path from 'node:path';
import { modelsmithError, problem, type Problem } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { DatasetEvaluateSettings } from '../../../protocol/evaluate.js';
import { ensureBackend } from '../../compute/ensure-backend.js';
import type { Dataset, RowDataset } from '../../data/dataset.js';
import { describeDataset } from '../../data/describe-dataset.js';
import { openDataset } from '../../data/open-dataset.js';
import { createNetwork } from '../../networks/create-network.js';
import { matchWeights } from '../../networks/load-weights.js';
import { checkpointSource } from '../../networks/tensor-source.js';
import { columnReader } from '../../scoring/text-inputs.js';
import type { Checkpoint } from '../../tensors/checkpoint.js';
import type { CheckEvaluatorsContext } from '../check-evaluators.js';
import { chooseRows } from './choose-rows.js';
import { fitLabels } from './fit-labels.js';
import { requireArrays, requireMetric, requireRows } from './fit-task.js';
import { readChoice } from './read-choice.js';

/** Questions that are looked at before the start; the others when they are asked. */
const CHECKED_CHOICES = 200;

/**
 * What stands in the way of scoring on a data set: it is opened as the run will open it, and the network of `checkpoint` is
 * outlined. Throws the first thing that is wrong, or gives several.
 */
export async function checkDatasetBlock(
  settings: DatasetEvaluateSettings,
  key: string,
  context: CheckEvaluatorsContext,
): Promise<readonly Problem[]> {
  const { files, folder, signal, checkpoint } = context;
  const dataset = await openDataset(describeDataset(settings.data), { files, folder, signal });
  try {
    const indices = chooseRows(dataset.examples, settings.rows, key);
    if (settings.multiple_choice !== undefined && dataset.kind === 'rows') {
      await checkChoices(settings.multiple_choice, dataset, { indices, signal });
    }
    return checkpoint === undefined ? [] : await checkNetwork(settings, dataset, { ...context, checkpoint, key });
  } finally {
    await dataset.close();
  }
}

async function checkChoices(
  columns: NonNullable<DatasetEvaluateSettings['multiple_choice']>,
  dataset: RowDataset,
  { indices, signal }: { readonly indices: Int32Array; readonly signal: AbortSignal },
): Promise<void> {
  const needed = [columns.question, columns.options, columns.answer].flat();
  const column = needed.find((one) => !dataset.columns.includes(one));
  if (column !== undefined) {
    throw modelsmithError('data-column-missing', { column, columns: dataset.columns });
  }
  const some = indices.subarray(0, CHECKED_CHOICES);
  for (const [i, row] of (await dataset.readRows(some, signal)).entries()) {
    readChoice(row, columns, (some[i] ?? 0) + 1);
  }
}

async function checkNetwork(
  settings: DatasetEvaluateSettings,
  dataset: Dataset,
  { files, checkpoint, key }: CheckEvaluatorsContext & { readonly checkpoint: Checkpoint; readonly key: string },
): Promise<readonly Problem[]> {
  const { config: description, folder, tensors, companions } = checkpoint;
  const file = path.join(folder, 'config.json');
  if (!isRecord(description)) {
    throw modelsmithError('file-missing', { file }, { file, key: `${key}.type` });
  }
  await ensureBackend();
  const hasTensor = (name: string): boolean => tensors.has(name);
  const built = createNetwork(description, { isOutline: true, hasTensor, where: { file, key: `${key}.type` } });
  try {
    matchWeights(built.network, checkpointSource(files, checkpoint), {});
    const { multiple_choice: choice, metric } = settings;
    requireMetric(metric, { task: built.task, isChoice: choice !== undefined, key });
    const where = `${key}.data`;
    if (built.task === 'image-classification') {
      const arrays = requireArrays(dataset, description, where);
      fitLabels(arrays, { classes: built.network.classes, description, key: where });
      return [];
    }
    const rows = requireRows(dataset, description, where);
    if (built.task === 'text-classification') {
      fitLabels(rows, { classes: built.network.classes, description, key: where });
    }
    if (choice === undefined) {
      columnReader({ dataset: rows, key: where }, built.task === 'encoder-decoder' ? 1 : 0);
    }
    return companions.includes('tokenizer.json')
      ? []
      : [problem('tokenizer-missing', {}, { model: folder, key: `${key}.type` })];
  } finally {
    built.network.dispose();
  }
}
