import type { OutputTarget } from '../../../src/base/ports.js';
import { runMerge, type MergeRunOptions } from '../../../src/engines/merge/run.js';
import type { EmittedEvent } from '../../../src/protocol/events.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { llamaConfig, llamaShapes, mergeSpec, putModel, type SampleModel } from './sample-models.js';

export const OUTPUT = '/out/merged';
export const output: OutputTarget = { path: OUTPUT, overwrite: false };

export function folderOf(models: Readonly<Record<string, SampleModel>>): MemoryFiles {
  const files = new MemoryFiles();
  for (const [name, model] of Object.entries(models)) {
    putModel(files, name, model);
  }
  return files;
}

export const many = { shapes: llamaShapes({ layers: 6 }), config: llamaConfig({ num_hidden_layers: 6 }) };
export const three = { base: many, a: many, b: many };
/** Small shards, so that there are many points to go on from. */
export const ties = mergeSpec({
  merge_method: 'ties',
  base_model: 'base',
  models: [
    { model: 'a', parameters: { weight: 1, density: 0.5 } },
    { model: 'b', parameters: { weight: 0.7, density: 0.3 } },
  ],
  max_shard_size: 200,
});
export const pcb = mergeSpec({
  merge_method: 'pcb',
  base_model: 'base',
  models: [{ model: 'a' }, { model: 'b' }],
  parameters: { ratio: 0.4 },
  max_shard_size: 200,
});
export const dare = mergeSpec({ ...ties, merge_method: 'dare_ties' });

export interface Outcome {
  readonly files: Readonly<Record<string, string>>;
  readonly events: readonly EmittedEvent[];
  readonly dense: readonly number[];
}

/** Everything under the output's parent, and all that was told. */
export function outcomeOf(files: MemoryFiles, run: FakeRun): Outcome {
  const written = files.paths().filter((file) => file.startsWith('/out/'));
  return {
    files: Object.fromEntries(written.map((file) => [file, Buffer.from(files.bytesOf(file)).toString('base64')])),
    events: [...run.events],
    dense: run.dense.get('blocks.f32') ?? [],
  };
}

export async function wholeRun(spec: typeof ties, options: MergeRunOptions = {}): Promise<Outcome> {
  const files = folderOf(three);
  const run = new FakeRun({ files, folder: '/project', output });
  await runMerge(spec, run.attempt(), options);
  return outcomeOf(files, run);
}
