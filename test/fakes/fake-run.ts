import type { Files, InputFile, OutputTarget, RunContext } from '../../src/base/ports.js';
import { randomStream } from '../../src/base/random.js';
import { decodeState, encodeState } from '../../src/worker/state-codec.js';
import type { EmittedEvent } from '../../src/protocol/events.js';

export interface FakeRunOptions {
  readonly files: Files;
  /** Absolute; relative paths of the experiment start here. */
  readonly folder: string;
  readonly output?: OutputTarget;
  readonly artifacts?: string;
  readonly seed?: number;
  readonly name?: string;
  readonly file?: string;
  readonly source?: string;
  readonly memoryBytes?: number;
  readonly inputs?: readonly InputFile[];
  /** What serves the ports that a plain run has no use for. */
  readonly ports?: Partial<Pick<RunContext<EmittedEvent>, 'compute' | 'languageModel' | 'evaluate' | 'tasks'>>;
}

/**
 * A run without a worker: keeps events, dense arrays and the snapshot in memory. Every call of `attempt` is one attempt;
 * from the second on the log is cut back to what the snapshot contains, as the worker does it.
 */
export class FakeRun {
  readonly events: EmittedEvent[] = [];
  readonly dense = new Map<string, number[]>();
  /** Called with everything that is emitted, at once. */
  onEvent: ((event: EmittedEvent) => void) | undefined;
  /** Called after every snapshot. */
  onSnapshot: (() => void) | undefined;
  private snapshot:
    | { readonly state: Uint8Array<ArrayBuffer>; readonly events: number; readonly dense: ReadonlyMap<string, number> }
    | undefined;

  constructor(private readonly options: FakeRunOptions) {}

  /** The context of one attempt. */
  attempt(signal: AbortSignal = new AbortController().signal): RunContext<EmittedEvent> {
    this.cutBack();
    const { files, folder, artifacts = `${folder}/artifacts`, output, seed = 0, memoryBytes } = this.options;
    const { name = 'A merge', file = `${folder}/merge.experiment.yaml`, source = 'kind: merge\n' } = this.options;
    return {
      runId: 'run-1',
      seed,
      experiment: { name, file, source, resources: memoryBytes === undefined ? {} : { memoryBytes } },
      folder,
      artifacts,
      output,
      inputs: this.options.inputs ?? [],
      emit: (event) => {
        // Through JSON, as in the log: what it can't say would be lost.
        this.events.push(JSON.parse(JSON.stringify(event)) as EmittedEvent);
        this.onEvent?.(event);
      },
      signal,
      random: (stream) => randomStream(seed, stream),
      files,
      dense: {
        append: (denseFile, values) => {
          const there = this.dense.get(denseFile) ?? [];
          this.dense.set(denseFile, [...there, ...values]);
          return { file: denseFile, offset: there.length * 4, length: values.length };
        },
      },
      snapshot: {
        latest: () => Promise.resolve(this.snapshot === undefined ? undefined : decodeState(this.snapshot.state)),
        discard: () => {
          this.snapshot = undefined;
          this.cutBack();
          return Promise.resolve();
        },
        save: (state) => {
          const dense = new Map([...this.dense].map(([key, values]) => [key, values.length]));
          // Encoded as the worker does it: typed arrays stay what they are, and what can't be kept is refused.
          this.snapshot = { state: encodeState(state), events: this.events.length, dense };
          this.onSnapshot?.();
          return Promise.resolve();
        },
      },
      compute: { backend: 'plain', version: '', reason: 'fastest' },
      languageModel: { complete: () => Promise.reject(new Error('no language model')) },
      evaluate: () => Promise.reject(new Error('nothing to evaluate with')),
      tasks: { workers: 1, run: () => Promise.reject(new Error('no tasks')) },
      ...this.options.ports,
    };
  }

  /** Bytes of the newest snapshot. */
  get snapshotBytes(): number {
    return this.snapshot?.state.length ?? 0;
  }

  private cutBack(): void {
    this.events.splice(this.snapshot?.events ?? 0);
    for (const [file, values] of this.dense) {
      this.dense.set(file, values.slice(0, this.snapshot?.dense.get(file) ?? 0));
    }
  }
}
