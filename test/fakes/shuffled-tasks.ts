import type { Files, TaskContext, TaskHandler, TaskOptions, Tasks } from '../../src/base/ports.js';
import { randomStream } from '../../src/base/random.js';
import { MemoryFiles } from './memory-files.js';

type TaskFunction = (input: unknown, context: TaskContext) => unknown;

/**
 * The `Tasks` port as unkind as it may be: tasks get copies of plain data, run in a random order, and some of them twice,
 * so that one that isn't idempotent or leans on the order gives another result.
 */
export class ShuffledTasks implements Tasks {
  readonly workers = 3;
  private readonly order = randomStream(1, 'shuffled-tasks');
  private drawn = 0;

  constructor(
    private readonly known: Readonly<Record<string, TaskFunction>>,
    private readonly files: Files = new MemoryFiles(),
  ) {}

  /** The tasks of a handler under a name. */
  static of(name: string, handler: TaskHandler, files: Files): ShuffledTasks {
    return new ShuffledTasks({ [name]: (input, context) => handler.run(input, context) }, files);
  }

  async run<Output>(
    name: string,
    inputs: readonly unknown[],
    options: TaskOptions<Output>,
  ): Promise<readonly Output[]> {
    const task = this.known[name];
    if (task === undefined) {
      throw new Error(`no task is called ${name}`);
    }
    const outputs: Output[] = [];
    for (const index of this.shuffled(inputs.length)) {
      options.signal.throwIfAborted();
      const { signal } = options;
      if (this.draw() < 0.3) {
        await task(structuredClone(inputs[index]), { files: this.files, signal, report: () => undefined });
      }
      const report = (done: number): void => options.onProgress?.(index, done);
      const result = await task(structuredClone(inputs[index]), { files: this.files, signal, report });
      // What a task gives is what its caller says it gives; the copy keeps them honest.
      const output = structuredClone(result) as Output;
      outputs[index] = output;
      options.onResult?.(index, output);
    }
    return outputs;
  }

  private shuffled(length: number): readonly number[] {
    return Array.from({ length }, (_, index) => ({ index, key: this.draw() }))
      .sort((a, b) => a.key - b.key)
      .map(({ index }) => index);
  }

  private draw(): number {
    this.drawn++;
    return this.order.uniform(this.drawn);
  }
}
