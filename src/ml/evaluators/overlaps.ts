import * as path from 'node:path';
import { problem, type Problem } from '../../base/errors.js';
import type { DatasetEvaluateSettings, EvaluateSettings } from '../../protocol/evaluate.js';
import { datasetFiles } from '../data/dataset-files.js';
import { describeDataset } from '../data/describe-dataset.js';

type Block = readonly [key: string, settings: EvaluateSettings];

/**
 * Blocks that score on the same examples: by what is chosen on the one, the other is no longer held out. Of programs nobody
 * knows what they read.
 */
export function overlapsOf(blocks: readonly Block[], folder: string): readonly Problem[] {
  return blocks.flatMap(([key, settings], i) =>
    blocks
      .slice(0, i)
      .filter(([, other]) => isShared(settings, other, folder))
      .map(([other]) => problem('evaluator-overlap', { key, other }, { key })),
  );
}

function isShared(one: EvaluateSettings, other: EvaluateSettings, folder: string): boolean {
  if (one.type === 'endpoint' && other.type === 'endpoint') {
    return path.resolve(folder, one.questions) === path.resolve(folder, other.questions);
  }
  if (one.type !== 'dataset' || other.type !== 'dataset') {
    return false;
  }
  const sources = new Set(sourcesOf(one, folder));
  return sourcesOf(other, folder).some((source) => sources.has(source)) && !areApart(one, other);
}

/** The files, or what makes generated examples what they are, however many. */
function sourcesOf({ data }: DatasetEvaluateSettings, folder: string): readonly string[] {
  switch (data.format) {
    case 'glyphs':
    case 'zipf-world':
      return [JSON.stringify({ ...data, examples: 0, documents: 0 })];
    default:
      return datasetFiles(describeDataset(data), folder);
  }
}

/** Ranges of one order that don't meet; of two orders nothing is known without drawing them. */
function areApart(one: DatasetEvaluateSettings, other: DatasetEvaluateSettings): boolean {
  const isSameOrder =
    one.rows?.shuffle === other.rows?.shuffle && JSON.stringify(one.data) === JSON.stringify(other.data);
  const endOf = ({ rows }: DatasetEvaluateSettings): number => rows?.to ?? Number.POSITIVE_INFINITY;
  const startOf = ({ rows }: DatasetEvaluateSettings): number => rows?.from ?? 0;
  return isSameOrder && (endOf(one) <= startOf(other) || endOf(other) <= startOf(one));
}
