import type { FileWriter, Tasks } from '../../base/ports.js';
import { BALANCE_FIGURES, BalanceSums } from './balance-sums.js';
import { InOrder } from '../../base/in-order.js';
import type { MergeExecutor, ObserveOptions, OnElements, TensorOutcome, TensorTask } from './merge-executor.js';
import {
  MERGE_TASK,
  type MergeTask,
  type ObserveResult,
  type TaskSettings,
  type UnitPart,
  type WriteResult,
} from './merge-task.js';
import { plainBackend } from './plain-backend.js';
import type { MergeUnit } from './resolution/merge-unit.js';
import type { MergeMethod, SharedPasses } from './tensor-merge.js';

/** Parts into which a pass over the whole model is cut for each worker: enough that all end at about the same time. */
const PARTS_PER_WORKER = 4;
/** Counters of 32 bits hold no more. */
const MOST_PART_ELEMENTS = 2 ** 31;

export interface PoolExecutorOptions {
  readonly method: MergeMethod;
  readonly tasks: Tasks;
  readonly workers: number;
  readonly settings: TaskSettings;
  readonly signal: AbortSignal;
  readonly onElements: OnElements;
}

/** Merges tensors side by side in the threads of a pool; a method that looks at the whole model shares its passes among them. */
export class PoolExecutor implements MergeExecutor {
  /** What the passes over a whole model have decided. */
  private readonly decided = new Map<MergeUnit, unknown>();

  constructor(private readonly options: PoolExecutorOptions) {}

  async observe(unit: MergeUnit, { from, onPass }: ObserveOptions): Promise<number> {
    const { method, workers } = this.options;
    const keep = { fill: () => undefined };
    const leader = method.create({ ...unit.outline, keep, backend: plainBackend });
    const { statisticsPasses, shared } = leader;
    if (shared === undefined) {
      throw new TypeError(`${method.name} can not share its passes`);
    }
    const parts = partsOf(unit, workers * PARTS_PER_WORKER);
    if (from !== undefined) {
      shared.resume(from.decided);
    }
    for (let pass = from?.passes ?? 0; pass < statisticsPasses; pass++) {
      await this.observePass(parts, pass, shared);
      leader.endPass(pass);
      const passes = pass + 1;
      await onPass({ passes, part: passes / (statisticsPasses + 1), decided: shared.decided() });
    }
    this.decided.set(unit, shared.decided());
    return statisticsPasses / (statisticsPasses + 1);
  }

  async write(
    file: FileWriter,
    tensors: readonly TensorTask[],
    onTensor: (outcome: TensorOutcome) => void,
  ): Promise<void> {
    const inputs = tensors.map((task) => this.taskOf(file, task));
    await this.run<WriteResult>(inputs, (index, { nan, infinite, blockElements, ...result }) => {
      const tensor = tensors[index]?.tensor;
      if (tensor !== undefined) {
        onTensor({ tensor, nan, infinite, blockElements, blocks: blocksOf(result) });
      }
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async observePass(parts: readonly UnitPart[], pass: number, shared: SharedPasses): Promise<void> {
    const decided = pass === 0 ? undefined : shared.decided();
    const inputs = parts.map(
      (part): MergeTask => ({ ...this.options.settings, type: 'observe', pass, part: { ...part, decided } }),
    );
    await this.run<ObserveResult>(inputs, (_index, { counts, elements }) => {
      shared.addCounts(pass, counts, elements);
    });
  }

  private taskOf(file: FileWriter, { tensor, place, position }: TensorTask): MergeTask {
    const { settings } = this.options;
    const to = { file: file.path, bytes: file.bytes, position };
    if (tensor.type === 'copy') {
      return { ...settings, type: 'copy', tensor, to };
    }
    if (place === undefined) {
      throw new RangeError(`${tensor.name} belongs to no unit`);
    }
    const { unit, index } = place;
    const start = unit.tensors.slice(0, index).reduce((sum, { elements }) => sum + elements, 0);
    const part = { unit: { outline: unit.outline, tensors: [tensor] }, start, decided: this.decided.get(unit) };
    return { ...settings, type: 'write', part, to };
  }

  /** Has the tasks done; results and progress are told in their order, whoever is done first. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what a task gives is what its caller says
  private async run<Result>(
    inputs: readonly MergeTask[],
    onResult: (index: number, result: Result) => void,
  ): Promise<void> {
    const { tasks, signal, workers, onElements } = this.options;
    const inOrder = new InOrder<number, Result>(onElements, onResult);
    await tasks.run<Result>(MERGE_TASK, inputs, {
      signal,
      atMost: workers,
      onProgress: (index, elements) => {
        inOrder.part(index, elements);
      },
      onResult: (index, result) => {
        inOrder.result(index, result);
      },
    });
  }
}

function blocksOf({ blocks, sums }: Pick<WriteResult, 'blocks' | 'sums'>): readonly BalanceSums[] {
  const length = sums.length / Math.max(1, blocks.length);
  const tasks = length / BALANCE_FIGURES;
  return blocks.map((elements, i) =>
    BalanceSums.of({ tasks, elements, sums: sums.subarray(i * length, (i + 1) * length) }),
  );
}

/** Cuts a unit into runs of consecutive tensors of about the same number of elements. */
function partsOf(unit: MergeUnit, count: number): readonly UnitPart[] {
  const wanted = Math.min(MOST_PART_ELEMENTS / 2, Math.ceil(unit.outline.elements / count));
  const parts: UnitPart[] = [];
  let tensors: MergeUnit['tensors'][number][] = [];
  let start = 0;
  let end = 0;
  for (const tensor of unit.tensors) {
    tensors.push(tensor);
    end += tensor.elements;
    if (end - start >= wanted || end === unit.outline.elements) {
      parts.push({ unit: { outline: unit.outline, tensors }, start });
      tensors = [];
      start = end;
    }
  }
  return parts;
}
