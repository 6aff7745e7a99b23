import type { FileWriter } from '../../base/ports.js';
import { copyTensor } from './copy-tensor.js';
import type { InputFiles } from './input-files.js';
import type { MergeBackend } from './merge-backend.js';
import type { MergeExecutor, ObserveOptions, OnElements, TensorOutcome, TensorTask } from './merge-executor.js';
import type { MergeUnit } from './resolution/merge-unit.js';
import type { KeepSource, MergeMethod } from './tensor-merge.js';
import { UnitHost } from './unit-host.js';
import type { UnitRun } from './unit-run.js';

export interface LocalExecutorOptions {
  readonly method: MergeMethod;
  readonly backend: MergeBackend;
  readonly inputs: InputFiles;
  readonly signal: AbortSignal;
  readonly onElements: OnElements;
  readonly keepSource: (unit: MergeUnit) => KeepSource;
  readonly chunkElements: number;
  /** Tensors of the whole merge. */
  readonly tensors: number;
}

/** The reference executor: one tensor after the other in this thread. */
export class LocalExecutor implements MergeExecutor {
  /** The unit whose statistics are known, while its tensors are being written. */
  private current: { readonly unit: MergeUnit; readonly run: UnitRun } | undefined;
  private readonly host: UnitHost;

  constructor(private readonly options: LocalExecutorOptions) {
    this.host = new UnitHost(options.backend, options.inputs);
  }

  async observe(unit: MergeUnit, options: ObserveOptions): Promise<number> {
    return (await this.runOf(unit, options)).observedPart;
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
  private async runOf(unit: MergeUnit, options?: ObserveOptions): Promise<UnitRun> {
    if (this.current?.unit === unit) {
      return this.current.run;
    }
    this.current = undefined;
    const { run } = await this.host.begin({ ...this.options, unit, keep: this.options.keepSource(unit) });
    await run.observe(options);
    this.current = { unit, run };
    return run;
  }
}
