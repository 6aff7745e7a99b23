import type { TaskOutline } from './outline-tasks.js';

/** The program and a backend's library. Measured: 130 (WebAssembly) to 290 MB (TensorFlow). */
const RUNTIME_BYTES = 300e6;
/** A thread of the pool with the program and a backend of its own, before it is given anything. */
const THREAD_BYTES = 80e6;
/** Weights, their gradients twice (as tensors and as one vector), and the optimizer's vectors. */
const COPIES_OF_WEIGHTS = 8;
const BYTES = 4;

type Sizes = Pick<TaskOutline, 'elements' | 'dataBytes' | 'stepBytes'>;

/** How many trainings are done side by side, and what that takes. */
export interface MemoryShare {
  readonly workers: number;
  /** What the whole program takes. */
  readonly memoryBytes: number;
}

/** As many workers as are wanted, or as fit the limit; one at least. */
export function shareMemory(
  outlines: readonly Sizes[],
  wanted: { readonly workers: number; readonly limitBytes: number | undefined },
): MemoryShare {
  const { workers, limitBytes = Number.POSITIVE_INFINITY } = wanted;
  const bytesOf = ({ elements, dataBytes, stepBytes }: Sizes): number =>
    elements * BYTES * COPIES_OF_WEIGHTS + dataBytes + stepBytes;
  const workerBytes = THREAD_BYTES + Math.max(0, ...outlines.map(bytesOf));
  const fitting = Math.floor((limitBytes - RUNTIME_BYTES) / workerBytes);
  const taken = Math.max(1, Math.min(workers, fitting));
  return { workers: taken, memoryBytes: RUNTIME_BYTES + taken * workerBytes };
}
