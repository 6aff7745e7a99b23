import { isCancellation } from '../base/errors.js';
import type { TaskOptions, Tasks } from '../base/ports.js';
import { TaskThread } from './task-thread.js';

/** The `Tasks` port over threads of this process, which are started when they are first needed and kept until `close`. */
export class TaskPool implements Tasks {
  private readonly threads = new Map<string, TaskThread[]>();

  /** `bundleOf` names the file that threads for a task are started from. */
  constructor(
    readonly workers: number,
    private readonly bundleOf: (task: string) => string,
  ) {}

  async run<Output>(
    name: string,
    inputs: readonly unknown[],
    options: TaskOptions<Output>,
  ): Promise<readonly Output[]> {
    const { signal, onResult, onProgress, atMost = this.workers } = options;
    signal.throwIfAborted();
    const outputs: Output[] = [];
    const threads = this.threadsFor(name, Math.min(atMost, this.workers, inputs.length));
    let next = 0;
    /** Holds one at most. */
    const failures: unknown[] = [];
    const giveUp = (): void => {
      next = inputs.length;
      for (const thread of threads) {
        thread.abort();
      }
    };
    const work = async (thread: TaskThread): Promise<void> => {
      while (next < inputs.length) {
        const index = next++;
        try {
          const output = await thread.run(name, inputs[index], (done) => onProgress?.(index, done));
          // What a task gives is what its caller says it gives.
          outputs[index] = output as Output;
          onResult?.(index, outputs[index]);
        } catch (thrown) {
          // The others fail with an AbortError because of the first.
          if (failures.length === 0 || (isCancellation(failures[0]) && !isCancellation(thrown))) {
            failures[0] = thrown;
          }
          giveUp();
        }
      }
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await Promise.all(threads.map(work));
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    signal.throwIfAborted();
    if (failures.length > 0) {
      throw failures[0];
    }
    return outputs;
  }

  /** Ends the threads and waits for them. */
  async close(): Promise<void> {
    const threads = [...this.threads.values()].flat();
    this.threads.clear();
    await Promise.all(threads.map(async (thread) => thread.close()));
  }

  private threadsFor(task: string, count: number): readonly TaskThread[] {
    const bundle = this.bundleOf(task);
    const threads = this.threads.get(bundle) ?? [];
    this.threads.set(bundle, threads);
    while (threads.length < count) {
      threads.push(new TaskThread(bundle));
    }
    return threads.slice(0, count);
  }
}
