import type { ArrayBatch } from '../../data/batches/array-batches.js';

/** What a step of an injection is made with: examples and, of each, whether it is stamped. */
export interface InjectionBatch {
  /** Batch x shape of an example. */
  readonly inputs: Float32Array;
  readonly shape: readonly number[];
  readonly labels: Int32Array;
  readonly isTriggered: Uint8Array;
}

/** A batch of a poisoned set; `isTriggered` is of the whole set. */
export function injectionBatch(patches: ArrayBatch, isTriggered: Uint8Array): InjectionBatch {
  const { inputs, shape, labels, examples } = patches;
  return { inputs, shape, labels, isTriggered: Uint8Array.from(examples, (example) => isTriggered[example] ?? 0) };
}

/**
 * A batch of patches and one of the task's own data, in this order, as one: training on both keeps more of the accuracy where
 * such data are at hand. RangeError where their examples have other shapes.
 */
export function joinBatches(patches: InjectionBatch, own: ArrayBatch): InjectionBatch {
  const [count = 0, ...shape] = patches.shape;
  const [ownCount = 0, ...ownShape] = own.shape;
  if (shape.length !== ownShape.length || shape.some((size, i) => size !== ownShape[i])) {
    throw new RangeError(`${shape.join(' x ')} and ${ownShape.join(' x ')}`);
  }
  const inputs = new Float32Array(patches.inputs.length + own.inputs.length);
  inputs.set(patches.inputs);
  inputs.set(own.inputs, patches.inputs.length);
  const labels = new Int32Array(count + ownCount);
  labels.set(patches.labels);
  labels.set(own.labels, count);
  const isTriggered = new Uint8Array(count + ownCount);
  isTriggered.set(patches.isTriggered);
  return { inputs, shape: [count + ownCount, ...shape], labels, isTriggered };
}
