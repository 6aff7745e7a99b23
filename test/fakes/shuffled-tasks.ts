import type { Tasks } from '../../src/base/ports.js';
import { randomStream } from '../../src/base/random.js';

/**
 * The `Tasks` port as unkind as it may be: tasks get their input as JSON, run in a random order, and some of them twice,
 * so that one that isn't idempotent or leans on the order gives another result.
 */
export class ShuffledTasks implements Tasks {
  readonly workers = 3;
  private readonly order = randomStream(1, 'shuffled-tasks');
  private drawn = 0;

  constructor(private readonly known: Readonly<Record<string, (input: unknown) => unknown>>) {}

  async run<Output>(
    name: string,
    inputs: readonly unknown[],
    options: { readonly signal: AbortSignal; readonly onResult?: (index: number, output: Output) => void },
  ): Promise<readonly Output[]> {
    const task = this.known[name];
    if (task === undefined) {
      throw new Error(`no task is called ${name}`);
    }
    const outputs: Output[] = [];
    for (const index of this.shuffled(inputs.length)) {
      options.signal.throwIfAborted();
      const input = JSON.stringify(inputs[index]);
      if (this.draw() < 0.3) {
        task(JSON.parse(input));
      }
      // What a task gives is what its caller says it gives; JSON keeps them honest.
      const output = JSON.parse(JSON.stringify(await task(JSON.parse(input)))) as Output;
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
