import type { FileWriter } from '../../base/ports.js';
import { ChunkBuffers } from './chunk-buffers.js';
import { copyTensor } from './copy-tensor.js';
import type { InputFiles } from './input-files.js';
import { chunkBytesPerElement, chunkElements } from './memory-budget.js';
import type { MergeExecutor, OnElements, TensorOutcome, TensorTask } from './merge-executor.js';
import { plainBackend } from './plain-backend.js';
import type { MergeUnit } from './resolution/merge-unit.js';
import { sourcesOf } from './resolution/planned-tensor.js';
import { StatisticsWindow } from './statistics-window.js';
import type { KeepSource, MergeMethod } from './tensor-merge.js';
import { UnitRun } from './unit-run.js';

export interface PlainExecutorOptions {
  readonly method: MergeMethod;
  readonly inputs: InputFiles;
  readonly signal: AbortSignal;
  readonly onElements: OnElements;
  readonly keepSource: (unit: MergeUnit) => KeepSource;
  /** Limit of the whole program's memory; undefined for none. */
  readonly limitBytes: number | undefined;
  /** Tensors of the whole merge. */
  readonly tensors: number;
}

/** The reference executor: one tensor after the other in this thread, on the plain kernels. */
export class PlainExecutor implements MergeExecutor {
  /** The unit whose statistics are known, while its tensors are being written. */
  private current: { readonly unit: MergeUnit; readonly run: UnitRun } | undefined;

  private readonly buffers = new ChunkBuffers(plainBackend.memory);

  constructor(private readonly options: PlainExecutorOptions) {}

  async observe(unit: MergeUnit): Promise<number> {
    return (await this.runOf(unit)).observedPart;
  }

  async write(
    file: FileWriter,
    tensors: readonly TensorTask[],
    onTensor: (outcome: TensorOutcome) => void,
  ): Promise<void> {
    for (const { tensor, place, position } of tensors) {
      if (tensor.type === 'copy') {
        onTensor(await copyTensor(tensor, { file, position }, this.options));
      } else if (place !== undefined) {
        const run = await this.runOf(place.unit);
        onTensor(await run.write(place.index, file, position));
      }
    }
  }

  close(): Promise<void> {
    return this.options.inputs.close();
  }

  /** The run of a unit whose statistics are known. */
  private async runOf(unit: MergeUnit): Promise<UnitRun> {
    if (this.current?.unit === unit) {
      return this.current.run;
    }
    const { method, limitBytes, keepSource } = this.options;
    // Freed before the next unit takes its own.
    this.current = undefined;
    const adapters = unit.tensors.map(
      (tensor) => sourcesOf(tensor).filter(({ adapter }) => adapter !== undefined).length,
    );
    this.options.inputs.keepAdapters(Math.max(...adapters));
    const statistics = await this.loadStatistics(unit);
    const outline = { ...unit.outline, statistics: statistics.length > 0 ? statistics : undefined };
    const merge = method.create({ ...outline, keep: keepSource(unit), backend: plainBackend });
    const perElement = Math.max(...unit.tensors.map(chunkBytesPerElement));
    const elements = chunkElements(perElement, method.workingBytes(unit.outline), limitBytes);
    const windows = method.statistics === 'fisher' ? statistics : [];
    const run = new UnitRun(unit, merge, { ...this.options, buffers: this.buffers, windows, chunkElements: elements });
    await run.observe();
    this.current = { unit, run };
    return run;
  }

  /** The statistics of a unit's inputs; those of a layer's inputs as a whole, those of each element chunk by chunk later. */
  private async loadStatistics({ tensors }: MergeUnit): Promise<readonly StatisticsWindow[]> {
    const windows = (tensors[0]?.statistics ?? []).map((source) => new StatisticsWindow(source, this.options.inputs));
    if (this.options.method.statistics === 'gram') {
      await Promise.all(windows.map((window) => window.load(0, window.elements)));
    }
    return windows;
  }
}
