import * as path from 'node:path';
import { isCancellation, problem, problemsOf, type Problem } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import type { EvaluateSettings } from '../../protocol/evaluate.js';
import { datasetFiles } from '../data/dataset-files.js';
import { describeDataset } from '../data/describe-dataset.js';
import type { Checkpoint } from '../tensors/checkpoint.js';
import { readQuestions } from './endpoint/read-questions.js';
import { overlapsOf } from './overlaps.js';

/** The blocks of an experiment that score candidates. */
export interface EvaluatorBlocks {
  readonly evaluate?: EvaluateSettings | undefined;
  readonly validation?: EvaluateSettings | undefined;
  readonly test?: EvaluateSettings | undefined;
}

export interface CheckEvaluatorsContext {
  readonly files: Files;
  /** The folder that relative paths start from (absolute). */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** A model like those that will be scored, by its headers; absent: what depends on the model isn't looked at. */
  readonly checkpoint?: Checkpoint | undefined;
}

/**
 * What stands in the way of scoring candidates, as far as files and headers tell: programs and data that aren't there, data that
 * don't fit the network, a metric that it doesn't have, parts that share examples. Keys are those of the experiment.
 */
export async function checkEvaluators(
  blocks: EvaluatorBlocks,
  context: CheckEvaluatorsContext,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [key, settings] of blocksOf(blocks)) {
    try {
      problems.push(...(await checkBlock(settings, key, context)));
    } catch (thrown) {
      if (isCancellation(thrown)) {
        throw thrown;
      }
      problems.push(
        ...problemsOf(thrown).map((one) =>
          one.where.key === undefined ? { ...one, where: { ...one.where, key: dataKey(settings, key) } } : one,
        ),
      );
    }
  }
  return [...problems, ...overlapsOf(blocksOf(blocks), context.folder)];
}

/** The files (absolute) that hold what candidates are scored on, for a run to recognise again. */
export async function evaluatorFiles(
  blocks: EvaluatorBlocks,
  { files, folder }: Pick<CheckEvaluatorsContext, 'files' | 'folder'>,
): Promise<readonly string[]> {
  const named = blocksOf(blocks).flatMap(([, settings]) => {
    switch (settings.type) {
      case 'dataset':
        return datasetFiles(describeDataset(settings.data), folder);
      case 'endpoint':
        return [path.resolve(folder, settings.questions)];
      case 'command':
        return settings.data.map((file) => path.resolve(folder, file));
    }
  });
  const found: string[] = [];
  for (const file of new Set(named)) {
    if ((await files.stat(file))?.isFolder === false) {
      found.push(file);
    }
  }
  return found;
}

function blocksOf({ evaluate, validation, test }: EvaluatorBlocks): readonly (readonly [string, EvaluateSettings])[] {
  return Object.entries({ evaluate, validation, test }).flatMap(([key, settings]) =>
    settings === undefined ? [] : [[key, settings] as const],
  );
}

const dataKey = (settings: EvaluateSettings, key: string): string =>
  `${key}.${settings.type === 'endpoint' ? 'questions' : 'data'}`;

async function checkBlock(
  settings: EvaluateSettings,
  key: string,
  context: CheckEvaluatorsContext,
): Promise<readonly Problem[]> {
  switch (settings.type) {
    case 'command':
      return [
        ...(await missingProgram(settings.command, `${key}.command`, context)),
        ...(await missingFiles(settings.data, `${key}.data`, context)),
      ];
    case 'endpoint': {
      const missing = await missingFiles([settings.questions], `${key}.questions`, context);
      if (missing.length === 0) {
        await readQuestions(context.files, path.resolve(context.folder, settings.questions), `${key}.questions`);
      }
      return [...(await missingProgram(settings.start ?? [], `${key}.start`, context)), ...missing];
    }
    case 'dataset': {
      // TensorFlow.js isn't for those who score by a program.
      const { checkDatasetBlock } = await import('./dataset/check-dataset-block.js');
      return checkDatasetBlock(settings, key, context);
    }
  }
}

/** A program named by a path can be looked for; one by its name is found where the run is. */
async function missingProgram(
  [program]: readonly string[],
  key: string,
  { files, folder }: CheckEvaluatorsContext,
): Promise<readonly Problem[]> {
  if (program === undefined || !/[/\\]/.test(program) || program.includes('{')) {
    return [];
  }
  const found = await files.stat(path.resolve(folder, program));
  return found?.isFolder === false ? [] : [problem('evaluator-program-missing', { program }, { key })];
}

async function missingFiles(
  names: readonly string[],
  key: string,
  { files, folder }: CheckEvaluatorsContext,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const name of names) {
    const file = path.resolve(folder, name);
    if ((await files.stat(file)) === undefined) {
      problems.push(problem('file-missing', { file }, { file, key }));
    }
  }
  return problems;
}
