import * as path from 'node:path';
import {
  isCancellation,
  ModelsmithError,
  modelsmithError,
  problem,
  problemsOf,
  type Problem,
} from '../../../base/errors.js';
import type { Files, ModelHub } from '../../../base/ports.js';
import { openCheckpoint, type Checkpoint, type TensorLocation } from '../../../ml/tensors/checkpoint.js';
import { isFloatDtype } from '../../../ml/tensors/dtypes.js';

/** An original: a model on the disk, as the experiment calls it. */
export interface Member {
  readonly label: string;
  readonly checkpoint: Checkpoint;
}

export interface MembersContext {
  readonly files: Files;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly hub?: ModelHub | undefined;
}

/** Opens models by their headers, which stand at `key`. Throws `checkpoint-…` and `hub-…` errors, and `evolve-adapter`, all at once. */
export async function openMembers(
  references: readonly string[],
  context: MembersContext,
  key = 'individuals',
): Promise<readonly Member[]> {
  const members: Member[] = [];
  const problems: Problem[] = [];
  for (const reference of references) {
    try {
      members.push({ label: reference, checkpoint: await openMember(reference, context) });
    } catch (thrown) {
      if (isCancellation(thrown)) {
        throw thrown;
      }
      problems.push(...problemsOf(thrown).map((one) => ({ ...one, where: { key, ...one.where } })));
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) {
    throw new ModelsmithError([first, ...others]);
  }
  return members;
}

async function openMember(reference: string, { files, folder, signal, hub }: MembersContext): Promise<Checkpoint> {
  const local = path.resolve(folder, reference);
  if ((await files.stat(local)) !== undefined) {
    return openCheckpoint(files, local, signal);
  }
  if (reference.includes('+')) {
    throw modelsmithError('evolve-adapter', { model: reference }, { model: reference });
  }
  return openCheckpoint(files, (await hub?.find(reference)) ?? local, signal);
}

/** Tensors that evolve, and those that every individual has from the original at the end of its line of parents. */
export interface Genome {
  /** In the order of the first member. */
  readonly tensors: readonly GenomeTensor[];
}

export interface GenomeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly evolves: boolean;
  /** Where each original has it, by slot. */
  readonly places: readonly TensorLocation[];
}

/**
 * What the members have in common: floating-point tensors that no pattern excludes evolve. What doesn't fit goes to the
 * problems: a tensor that only some have, one of another shape, a pattern that matches nothing.
 */
export function genomeOf(
  members: readonly Member[],
  exclude: readonly string[],
): { readonly genome: Genome; readonly problems: readonly Problem[] } {
  const [first, ...others] = members;
  const problems: Problem[] = [];
  if (first === undefined) {
    return { genome: { tensors: [] }, problems };
  }
  for (const other of others) {
    const problemsHere = differences(first, other);
    problems.push(...problemsHere.slice(0, 5));
  }
  const patterns = exclude.flatMap((pattern) => {
    const expression = expressionOf(pattern);
    // One that is none has been told of.
    return expression === undefined ? [] : [{ pattern, expression }];
  });
  const names = [...first.checkpoint.tensors.keys()];
  for (const { pattern, expression } of patterns) {
    if (!names.some((name) => expression.test(name))) {
      problems.push(problem('evolve-exclude-unmatched', { pattern }, { key: 'individuals.exclude' }, 'warning'));
    }
  }
  const tensors = [...first.checkpoint.tensors.values()].map((tensor): GenomeTensor => {
    const { name, shape, elements, dtype } = tensor;
    const places = members.flatMap(({ checkpoint }) => checkpoint.tensors.get(name) ?? []);
    const isExcluded = patterns.some(({ expression }) => expression.test(name));
    return { name, shape, elements, evolves: isFloatDtype(dtype) && !isExcluded, places };
  });
  return { genome: { tensors }, problems };
}

function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

function differences(first: Member, other: Member): readonly Problem[] {
  const names = new Set([...first.checkpoint.tensors.keys(), ...other.checkpoint.tensors.keys()]);
  return [...names].flatMap((name) => {
    const [a, b] = [first.checkpoint.tensors.get(name), other.checkpoint.tensors.get(name)];
    if (String(a?.shape) === String(b?.shape) && (a === undefined) === (b === undefined)) {
      return [];
    }
    const args = { other: first.label, shape: b?.shape, otherShape: a?.shape };
    return [problem('evolve-members-differ', args, { model: other.label, tensor: name, key: 'individuals' })];
  });
}
