import type { RunContext, TaskHandler, TaskOptions, Tasks } from '../../../src/base/ports.js';
import { CELL_TASK, cellTasks } from '../../../src/engines/stability/cell-tasks.js';
import { stability, type StabilitySpec } from '../../../src/engines/stability/spec.js';
import type { EmittedEvent } from '../../../src/protocol/events.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { useTestedBackend } from '../../rig/backends.js';

/** A task of a second: logistic regression on a few glyphs. */
export const small = {
  name: 'small',
  network: { type: 'mlp', hidden: [] },
  data: { train: { format: 'glyphs', size: 8, examples: 200 }, validation: 0.2, test: 0.2 },
  steps: 12,
  batch_size: 16,
  evaluate_every: 5,
} as const;

/** A comparison as its schema accepts it. */
export function comparison(changes: Readonly<Record<string, unknown>> = {}): StabilitySpec {
  return stability.schema.parse({
    tasks: [small],
    optimizers: [{ name: 'adamg' }, { name: 'adam' }],
    learning_rates: [0.001, 0.01],
    seeds: [1, 2],
    ...changes,
  }) as StabilitySpec;
}

/** Does trainings one after the other in this thread, and counts them. */
export class CountingTasks implements Tasks {
  readonly workers = 1;
  readonly done: unknown[] = [];
  private readonly handler = trainingsOnWasm();

  constructor(private readonly afterEach: (done: number) => void = () => undefined) {}

  run: Tasks['run'] = async <Output>(
    _name: string,
    inputs: readonly unknown[],
    options: Parameters<Tasks['run']>[2],
  ) => {
    const outputs: Output[] = [];
    for (const [index, input] of inputs.entries()) {
      options.signal.throwIfAborted();
      const report = (steps: number): void => options.onProgress?.(index, steps);
      const context = { files: new MemoryFiles(), signal: options.signal, report };
      outputs.push((await this.handler.run(structuredClone(input), context)) as Output);
      this.done.push(input);
      options.onResult?.(index, outputs[index]);
      this.afterEach(this.done.length);
      // Snapshots are written between two trainings.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return outputs;
  };
}

/** Does the last training first, and is stopped after so many, once. */
export class BackwardTasks implements Tasks {
  readonly workers = 1;
  private isStopped = false;

  constructor(private readonly stopAfter: number) {}

  run: Tasks['run'] = async <Output>(
    name: string,
    inputs: readonly unknown[],
    { onResult, onProgress, signal }: TaskOptions<Output>,
  ) => {
    const last = inputs.length - 1;
    const stop = new AbortController();
    const tasks = new CountingTasks((done) => {
      if (!this.isStopped && done === this.stopAfter) {
        this.isStopped = true;
        stop.abort();
      }
    });
    const outputs = await tasks.run<Output>(name, inputs.toReversed(), {
      signal: AbortSignal.any([signal, stop.signal]),
      onResult: (place, output) => onResult?.(last - place, output),
      onProgress: (place, done) => onProgress?.(last - place, done),
    });
    return outputs.toReversed();
  };
}

/** The comparison's tasks on WebAssembly, whatever a run says. */
export function trainingsOnWasm(): TaskHandler {
  return cellTasks(() => useTestedBackend('wasm'));
}

export const taskName = CELL_TASK;

/** A run with these tasks. */
export async function fakeRun(tasks: Tasks): Promise<FakeRun> {
  const files = new MemoryFiles();
  await files.makeFolder('/x/artifacts');
  const compute: RunContext<EmittedEvent>['compute'] = { backend: 'wasm', version: '4.22.0', reason: 'wanted' };
  return new FakeRun({ files, folder: '/x', name: 'a comparison', ports: { compute, tasks } });
}

/** Events without what depends on the machine's speed. */
export function timeless(events: readonly EmittedEvent[]): readonly unknown[] {
  return events
    .filter(({ type }) => type !== 'artifact')
    .map((event) => ({ ...event, ...('seconds' in event ? { seconds: 0 } : {}) }));
}
