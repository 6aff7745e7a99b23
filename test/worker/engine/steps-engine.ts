/**
 * A kind for tests: computes a number a step, says and writes it, keeps snapshots, and goes wrong in every way that an
 * engine can, on demand.
 */
import * as path from 'node:path';
import { modelsmithError } from '../../../src/base/errors.js';
import type { RunContext } from '../../../src/base/ports.js';
import type { Engine } from '../../../src/experiments/kind.js';
import type { EmittedEvent } from '../../../src/protocol/events.js';

export interface StepsSpec {
  readonly steps?: number;
  /** Pause between two steps. */
  readonly stepMs?: number;
  /** A snapshot after every so many steps; 0: none. */
  readonly snapshotEvery?: number;
  readonly inputs?: readonly string[];
  readonly at?: number;
  /** What happens before step `at`, unless the file `calm` lies in the experiment's folder. */
  readonly then?:
    | 'throw'
    | 'fail'
    | 'throw-uncaught'
    | 'reject-unhandled'
    | 'abort'
    | 'exit'
    | 'end'
    | 'hang'
    | 'loop'
    | 'memory'
    | 'no-port'
    /** Goes on when `calm` is there. */
    | 'wait';
}

interface State {
  readonly step: number;
  readonly values: Float64Array;
}

export const stepsEngine: Engine<StepsSpec> = {
  async plan(spec, { files, experiment }) {
    const missing = [];
    for (const file of spec.inputs ?? []) {
      if ((await files.stat(file)) === undefined) {
        missing.push(...modelsmithError('file-missing', { file }).problems);
      }
    }
    return {
      kind: 'steps',
      name: experiment.name,
      problems: missing,
      figures: [{ name: 'steps', value: spec.steps ?? 5 }],
      estimate: { readBytes: 0, writeBytes: 0, memoryBytes: 0, seconds: 0, freeDiskBytes: 0 },
      inputs: spec.inputs ?? [],
    };
  },

  async run(spec, context) {
    const { steps = 5, snapshotEvery = 0, stepMs = 0 } = spec;
    const state = await keptState(context);
    const values = new Float64Array(steps);
    values.set(state?.values ?? []);
    const random = context.random('steps');
    for (let step = state?.step ?? 0; step < steps; step++) {
      context.signal.throwIfAborted();
      if (step === spec.at && spec.then !== undefined && !(await isCalm(context))) {
        await misbehave(spec.then, context);
      }
      values[step] = random.uniform(step);
      const block = context.dense.append('values.f32', Float32Array.of(values[step] ?? 0, step));
      context.emit({ type: 'metric', name: 'value', step, value: values[step] ?? 0 });
      context.emit({ type: 'steps/step', step, block });
      if (snapshotEvery > 0 && (step + 1) % snapshotEvery === 0) {
        await context.snapshot.save({ step: step + 1, values } satisfies State);
      }
      await pause(stepMs, context.signal);
    }
    const file = path.join(context.artifacts, 'values.json');
    await context.files.writeAtomically(file, JSON.stringify([...values]));
    context.emit({ type: 'artifact', name: 'values', path: 'values.json', bytes: 0 });
    return { figures: [{ name: 'steps', value: steps }] };
  },
};

/** What an earlier attempt left, unless the file `distrust` lies in the experiment's folder. */
async function keptState({ snapshot, files, folder }: RunContext<EmittedEvent>): Promise<State | undefined> {
  const state = (await snapshot.latest()) as State | undefined;
  if (state !== undefined && (await files.stat(path.join(folder, 'distrust'))) !== undefined) {
    await snapshot.discard();
    return undefined;
  }
  return state;
}

async function isCalm({ files, folder }: RunContext<EmittedEvent>): Promise<boolean> {
  return (await files.stat(path.join(folder, 'calm'))) !== undefined;
}

async function misbehave(how: NonNullable<StepsSpec['then']>, context: RunContext<EmittedEvent>): Promise<void> {
  switch (how) {
    case 'throw':
      throw new TypeError('a fault of the engine');
    case 'fail':
      throw modelsmithError('file-missing', { file: 'weights' });
    case 'throw-uncaught':
      setTimeout(() => {
        throw new Error('nobody catches this');
      }, 0);
      return forever();
    case 'reject-unhandled':
      void Promise.reject(new Error('nobody handles this'));
      return forever();
    case 'abort':
      process.abort();
      break;
    case 'exit':
      process.exit(3);
      break;
    case 'end':
      process.exit(0);
      break;
    case 'hang':
      return forever();
    case 'loop':
      for (;;) {
        Math.sqrt(context.seed);
      }
    case 'memory': {
      const kept: number[][] = [];
      for (;;) {
        kept.push(Array.from({ length: 1 << 16 }, (_, i) => i / 3));
      }
    }
    case 'wait':
      while (!(await isCalm(context))) {
        await pause(5, context.signal);
      }
      break;
    case 'no-port':
      await context.evaluate({ digest: 'x', materialise: () => Promise.resolve('x') }, context.signal);
  }
}

async function forever(): Promise<never> {
  return new Promise<never>(() => {
    setInterval(() => undefined, 1000);
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
