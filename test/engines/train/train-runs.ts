import * as path from 'node:path/posix';
import { runTraining } from '../../../src/engines/train/run.js';
import { SnapshotPace } from '../../../src/engines/train/snapshot-pace.js';
import { train } from '../../../src/engines/train/spec.js';
import type { TrainSpec } from '../../../src/engines/train/spec/schema.js';
import type { EngineResult } from '../../../src/experiments/kind.js';
import type { EmittedEvent } from '../../../src/protocol/events.js';
import { FakeRun, type FakeRunOptions } from '../../fakes/fake-run.js';
import { MemoryFiles } from '../../fakes/memory-files.js';

export const PROJECT = '/project';

/** A training as its experiment would say it; small glyphs and a small network where nothing else is said. */
export function trainSpec(keys: Readonly<Record<string, unknown>> = {}): TrainSpec {
  const { network = keys['model'] === undefined ? { type: 'mlp', hidden: [32] } : undefined, ...others } = keys;
  return train.schema.parse({
    ...(network === undefined ? {} : { network }),
    data: glyphs(),
    optimizer: { name: 'adam', lr: 0.003 },
    batch_size: 32,
    ...others,
  }) as unknown as TrainSpec;
}

/** Data of glyphs, split into parts. */
export function glyphs(
  keys: Readonly<Record<string, unknown>> = {},
  train: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return { train: { format: 'glyphs', examples: 240, ...train }, ...keys };
}

/** A project's folder and its files, by their names there. */
export function projectOf(contents: Readonly<Record<string, string | Uint8Array>> = {}): MemoryFiles {
  const files = new MemoryFiles();
  files.put(path.join(PROJECT, 'train.experiment.yaml'), 'kind: train\n');
  for (const [name, content] of Object.entries(contents)) {
    files.put(path.join(PROJECT, name), content);
  }
  return files;
}

export function fakeRun(files = projectOf(), options: Partial<FakeRunOptions> = {}): FakeRun {
  return new FakeRun({ files, folder: PROJECT, seed: 7, ...options });
}

/** What comes of a training that nothing disturbs. */
export async function trained(
  spec: TrainSpec,
  files = projectOf(),
  options: Partial<FakeRunOptions> = {},
): Promise<{ readonly run: FakeRun; readonly files: MemoryFiles; readonly result: EngineResult }> {
  const run = fakeRun(files, options);
  const result = await runTraining(spec, run.attempt());
  return { run, files, result };
}

/** The values of a curve in their order. */
export function curve(events: readonly EmittedEvent[], name: string): readonly number[] {
  return events.flatMap((event) => (event.type === 'metric' && event['name'] === name ? [event['value']] : []));
}

/** Events of a type. */
export function eventsOf(run: FakeRun, type: string): readonly EmittedEvent[] {
  return run.events.filter((event) => event.type === type);
}

export function figure({ figures }: EngineResult, name: string): number {
  return Number(figures.find((one) => one.name === name)?.value);
}

/** All that two runs have to be the same in: events, dense numbers, and every file that isn't an input, byte by byte. */
export function outcomeOf({ run, files }: { readonly run: FakeRun; readonly files: MemoryFiles }): unknown {
  const written = files.paths().filter((file) => file.startsWith(`${PROJECT}/artifacts/`));
  return {
    events: run.events,
    dense: [...run.dense],
    files: written.map((file) => [file, Buffer.from(files.bytesOf(file)).toString('base64')]),
  };
}

/** A pace at which a snapshot is due whenever `isOn` says so, however long the last one took. */
export function eagerPace(isOn: () => boolean = () => true): () => SnapshotPace {
  class EagerPace extends SnapshotPace {
    override get isDue(): boolean {
      return isOn();
    }
  }
  return () => new EagerPace();
}
