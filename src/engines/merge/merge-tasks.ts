import { randomStream } from '../../base/random.js';
import type { Files, FileWriter, TaskContext, TaskHandler } from '../../base/ports.js';
import { copyTensor } from './copy-tensor.js';
import { InputFiles } from './input-files.js';
import type { TensorOutcome } from './merge-executor.js';
import type {
  MergeTask,
  ObserveResult,
  ObserveTask,
  TaskSettings,
  TaskTarget,
  UnitPart,
  WriteResult,
  WriteTask,
} from './merge-task.js';
import { drawnKeepSource } from './methods/drawn-keep-source.js';
import { methods } from './methods/methods.js';
import { plainBackend } from './plain-backend.js';
import { createSimdBackend } from './simd-backend.js';
import type { MergeMethod, UnitMerge } from './tensor-merge.js';
import { UnitHost } from './unit-host.js';
import type { UnitRun } from './unit-run.js';

/** Does pieces of merges in a thread of a pool. Files stay open and memory stays at hand from one piece to the next. */
export function mergeTasks(): TaskHandler {
  const worker = new MergeWorker();
  return {
    run: (input, context) => worker.run(input as MergeTask, context),
    close: () => worker.close(),
  };
}

class MergeWorker {
  private inputs: InputFiles | undefined;
  private host:
    | { readonly host: UnitHost; readonly bytes: number; readonly kernels: typeof plainBackend.kernels }
    | undefined;
  private target: { readonly path: string; readonly writer: FileWriter } | undefined;

  run(task: MergeTask, context: TaskContext): Promise<ObserveResult | WriteResult> {
    switch (task.type) {
      case 'observe':
        return this.observe(task, context);
      case 'write':
        return this.write(task, context);
      case 'copy':
        return this.copy(task, context);
    }
  }

  async close(): Promise<void> {
    await this.inputs?.close();
    await this.target?.writer.close({ flush: false });
  }

  private async observe(task: TaskSettings & ObserveTask, context: TaskContext): Promise<ObserveResult> {
    const { merge, run } = await this.begin(task, task.part, context);
    const shared = sharedOf(merge);
    if (task.part.decided !== undefined) {
      shared.resume(task.part.decided);
    }
    await run.observePass(task.pass);
    const elements = task.part.unit.tensors.reduce((sum, tensor) => sum + tensor.elements, 0);
    return { elements, counts: shared.counts(task.pass) };
  }

  private async write(task: TaskSettings & WriteTask, context: TaskContext): Promise<WriteResult> {
    const { merge, run } = await this.begin(task, task.part, context);
    if (task.part.decided === undefined) {
      await run.observe();
    } else {
      sharedOf(merge).resume(task.part.decided);
    }
    return plain(await run.write(0, await this.writerOf(task.to, context.files), task.to.position));
  }

  private async copy(task: Extract<MergeTask, { type: 'copy' }>, context: TaskContext): Promise<WriteResult> {
    const { files, signal, report } = context;
    const to = { file: await this.writerOf(task.to, files), position: task.to.position };
    return plain(await copyTensor(task.tensor, to, { inputs: this.inputsOf(files), signal, onElements: report }));
  }

  private async begin(
    settings: TaskSettings,
    { unit, start }: UnitPart,
    { files, signal, report }: TaskContext,
  ): Promise<{ readonly merge: UnitMerge; readonly run: UnitRun }> {
    const { seed, chunkElements, tensors, workerBytes } = settings;
    const method = methodOf(settings.method);
    const { host, kernels } = this.hostOf(workerBytes, files);
    const keep = drawnKeepSource(method, unit.outline.name, {
      random: (stream) => randomStream(seed, stream),
      kernels,
    });
    return host.begin({ method, unit, start, keep, signal, onElements: report, chunkElements, tensors });
  }

  private hostOf(bytes: number, files: Files): NonNullable<MergeWorker['host']> {
    if (this.host === undefined || this.host.bytes < bytes) {
      const backend = createSimdBackend(bytes) ?? plainBackend;
      const host = new UnitHost(backend, this.inputsOf(files), { inThread: true });
      this.host = { host, bytes, kernels: backend.kernels };
    }
    return this.host;
  }

  private inputsOf(files: Files): InputFiles {
    this.inputs ??= new InputFiles(files, { inThread: true });
    return this.inputs;
  }

  /** Opens the file that is being written, which whoever leads the merge has made; it flushes it, too. */
  private async writerOf({ file, bytes }: TaskTarget, files: Files): Promise<FileWriter> {
    if (this.target?.path !== file) {
      await this.target?.writer.close({ flush: false });
      this.target = undefined;
      this.target = { path: file, writer: await files.create(file, bytes, { keep: true }) };
    }
    return this.target.writer;
  }
}

function methodOf(name: string): MergeMethod {
  const method = methods.get(name);
  if (method === undefined) {
    throw new RangeError(`no method is called ${name}`);
  }
  return method;
}

function sharedOf({ shared }: UnitMerge): NonNullable<UnitMerge['shared']> {
  if (shared === undefined) {
    throw new TypeError('the passes of this unit can not be shared');
  }
  return shared;
}

function plain({ nan, infinite, blocks, blockElements }: TensorOutcome): WriteResult {
  const length = blocks[0]?.sums.length ?? 0;
  const sums = new Float64Array(blocks.length * length);
  for (const [i, block] of blocks.entries()) {
    sums.set(block.sums, i * length);
  }
  return { nan, infinite, blocks: blocks.map(({ elements }) => elements), sums, blockElements };
}
