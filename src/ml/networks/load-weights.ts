import { ModelsmithError, problem, type Problem } from '../../base/errors.js';
import { MAX_LISTED_PROBLEMS } from '../tensors/limits.js';
import { findTensor } from './find-tensor.js';
import type { Network, Weight } from './network.js';
import type { SourceTensor, TensorSource } from './tensor-source.js';
import { assignFromTorch, torchShape } from './torch-layout.js';

/**
 * Fills a network's weights by their torch names, also from a checkpoint without the prefix of the model's body (`bert.`,
 * `transformer.`, `model.`) or with the old names of norms (`gamma`, `beta`). Tensors that no weight asks for are left
 * alone. All that is missing or has the wrong shape is told at once (`tensor-missing`, `tensor-shape`), before anything is
 * read. Weights that `mayKeep` names keep what they have where the checkpoint lacks them or has another shape: a fresh head.
 * Returns the names of those.
 */
export async function loadWeights(
  network: Network,
  source: TensorSource,
  options: { readonly signal: AbortSignal; readonly mayKeep?: (weight: Weight) => boolean },
): Promise<readonly string[]> {
  const { found, kept } = matchWeights(network, source, options);
  for (const { weight, tensor } of found) {
    options.signal.throwIfAborted();
    assignFromTorch(weight, await source.read(tensor));
  }
  return kept;
}

/** What `loadWeights` would read for each weight, and which would keep what they have. Throws as it does; reads nothing. */
export function matchWeights(
  network: Network,
  source: TensorSource,
  { mayKeep }: { readonly mayKeep?: (weight: Weight) => boolean },
): {
  readonly found: readonly { readonly weight: Weight; readonly tensor: SourceTensor }[];
  readonly kept: readonly string[];
} {
  const problems: Problem[] = [];
  const kept: string[] = [];
  const found: { readonly weight: Weight; readonly tensor: SourceTensor }[] = [];
  for (const weight of network.weights) {
    const { name } = weight;
    const tensor = findTensor(source, name);
    const expected = torchShape(weight);
    if (tensor !== undefined && isSameShape(tensor.shape, expected)) {
      found.push({ weight, tensor });
    } else if (mayKeep?.(weight) === true) {
      kept.push(name);
    } else if (tensor === undefined) {
      problems.push(problem('tensor-missing', { tensor: name }, { file: source.place, tensor: name }));
    } else {
      const where = { file: tensor.file, tensor: tensor.name };
      problems.push(problem('tensor-shape', { expected, found: tensor.shape }, where));
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) {
    throw new ModelsmithError([first, ...rest.slice(0, MAX_LISTED_PROBLEMS - 1)]);
  }
  return { found, kept };
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
