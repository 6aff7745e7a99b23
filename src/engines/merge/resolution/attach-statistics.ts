import * as path from 'node:path';
import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { isFloatDtype } from '../../../ml/tensors/dtypes.js';
import { openCheckpoint, type TensorLocation } from '../../../ml/tensors/checkpoint.js';
import type { MergeMethod } from '../tensor-merge.js';
import type { MergedTensor, PlannedTensor, StatisticsSource } from './planned-tensor.js';
import type { ProblemList } from './problem-list.js';

type Merged = PlannedTensor & MergedTensor;
type Tables = ReadonlyMap<string, ReadonlyMap<string, TensorLocation>>;

/**
 * Gives each tensor the statistics of its inputs (`fisher/<tensor>` or `gram/<tensor>`, named as in the input), where every
 * input has them; the others are told, and merged without. Statistics that don't fit go to `problems`.
 */
export async function attachStatistics(
  method: MergeMethod,
  tensors: readonly PlannedTensor[],
  context: {
    readonly files: Files;
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly problems: ProblemList;
  },
): Promise<readonly PlannedTensor[]> {
  const { statistics: kind } = method;
  if (kind === undefined) {
    return tensors;
  }
  const tables = await openTables(tensors, context);
  return tensors.map((tensor) => {
    if (tensor.type === 'copy' || tables === undefined) {
      return tensor;
    }
    const found = tensor.inputs.map(({ name }, i) => tables.get(fileOf(tensor, i) ?? '')?.get(`${kind}/${name}`));
    const statistics = found.flatMap((location) => (location === undefined ? [] : [sourceOf(location)]));
    if (statistics.length < found.length) {
      context.problems.add('merge-statistics-missing', { kind }, { tensor: tensor.name }, 'warning');
      return tensor;
    }
    const width = tensor.shape.at(-1) ?? 1;
    const expected = kind === 'gram' ? [width, width] : tensor.shape;
    for (const [i, location] of found.entries()) {
      if (location !== undefined && location.shape.join() !== expected.join()) {
        const where = { tensor: location.name, file: location.file, model: tensor.inputs[i]?.model ?? '' };
        context.problems.add('merge-statistics-shape', { expected, found: location.shape }, where);
      } else if (location !== undefined && !isFloatDtype(location.dtype)) {
        const where = { tensor: location.name, file: location.file };
        context.problems.add('dtype-unsupported', { dtype: location.dtype }, where);
      }
    }
    return { ...tensor, statistics };
  });
}

/** The statistics files that are named, by name; undefined when one can't be opened. */
async function openTables(
  tensors: readonly PlannedTensor[],
  { files, folder, signal, problems }: Parameters<typeof attachStatistics>[2],
): Promise<Tables | undefined> {
  const models = new Map<string, string>();
  for (const tensor of tensors) {
    if (tensor.type === 'merge') {
      for (const [i, { model }] of tensor.inputs.entries()) {
        const file = fileOf(tensor, i);
        if (file !== undefined && !models.has(file)) {
          models.set(file, model);
        }
      }
    }
  }
  const tables = new Map<string, ReadonlyMap<string, TensorLocation>>();
  for (const [file, model] of models) {
    try {
      tables.set(file, (await openCheckpoint(files, path.resolve(folder, file), signal)).tensors);
    } catch (thrown) {
      if (isCancellation(thrown) || !(thrown instanceof ModelsmithError)) {
        throw thrown;
      }
      problems.push(...thrown.problems.map((one) => ({ ...one, where: { file, ...one.where, model } })));
    }
  }
  return tables.size === models.size ? tables : undefined;
}

function fileOf(tensor: Merged, input: number): string | undefined {
  const file = tensor.perModel[input]?.['statistics'];
  return typeof file === 'string' ? file : undefined;
}

function sourceOf({ file, position, dtype, shape, elements }: TensorLocation): StatisticsSource {
  return { file, position, dtype, shape, elements };
}
