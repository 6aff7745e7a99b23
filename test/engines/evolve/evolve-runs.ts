import {
  evolveRecordSchema,
  type GenerationRecord,
  type IndividualRecord,
} from '../../../src/engines/evolve/events.js';
import { runEvolution } from '../../../src/engines/evolve/run.js';
import { evolveSchema, type EvolveSpec } from '../../../src/engines/evolve/spec/schema.js';
import { modelsmithError } from '../../../src/base/errors.js';
import type { Evaluate, Evaluation } from '../../../src/base/ports.js';
import type { EmittedEvent } from '../../../src/protocol/events.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { int64, putModel, valuesOf } from '../merge/sample-models.js';

export const OUTPUT = '/out/evolved';
export const MEMBERS = ['a', 'b', 'c', 'd', 'e'] as const;

/** Five small models in bfloat16 and float32 with an integer buffer, and a base. */
export function memberFiles(): MemoryFiles {
  const files = new MemoryFiles();
  for (const name of ['base', ...MEMBERS]) {
    const norm = { dtype: 'BF16', shape: [4], data: new Uint16Array([0x3f80, 0x3f00, 0x4000, 0x3f80]) } as const;
    putModel(files, name, { tensors: { 'model.layers.0.input_layernorm.weight': norm, steps: int64([3]) } });
  }
  return files;
}

/** What a file of weights holds, as the numbers of one tensor. */
function headIn(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, start)).toString()) as Record<
    string,
    { readonly data_offsets: readonly [number, number] }
  >;
  const [begin = 0, end = 0] = header['lm_head.weight']?.data_offsets ?? [];
  return new Float32Array(bytes.slice(start + begin, start + end).buffer);
}

/** What candidates are to come near: models are better the nearer their heads are to it. */
const target = valuesOf('target', 'lm_head.weight', 24);

/** Fitness is minus the mean squared distance to a target; other parts have targets a little beside it. */
export function nearness(files: MemoryFiles, fails: (folder: string) => boolean = () => false): Evaluate {
  return async ({ materialise }, signal, part = 'fitness') => {
    signal.throwIfAborted();
    const folder = await materialise(signal);
    if (fails(folder)) {
      throw modelsmithError('evaluator-no-report', { program: 'score' });
    }
    return scoreOf(files.bytesOf(`${folder}/model.safetensors`), part);
  };
}

/** The same by whoever reads candidates through the files that they come with; `look` is told the folder of each. */
export function readingNearness(look: (folder: string) => void): Evaluate {
  return async ({ readable }, signal, part = 'fitness') => {
    const model = await readable?.(signal);
    if (model === undefined) {
      throw new Error('the candidate has to be written first');
    }
    look(model.folder);
    const file = await model.files.open(`${model.folder}/model.safetensors`);
    const bytes = new Uint8Array(file.bytes);
    // In pieces that begin and end anywhere.
    for (let at = 0; at < bytes.length; at += 37) {
      await file.read(bytes.subarray(at, Math.min(bytes.length, at + 37)), at);
    }
    await file.close();
    return scoreOf(bytes, part);
  };
}

function scoreOf(bytes: Uint8Array, part: 'fitness' | 'validation' | 'test'): Evaluation {
  const offset = { fitness: 0, validation: 0.05, test: -0.05 }[part];
  const examples = [...headIn(bytes)].map((value, i) => -((value - (target[i] ?? 0) - offset) ** 2));
  const score = examples.reduce((sum, value) => sum + value, 0) / examples.length;
  return { score, scores: { nearness: score }, isRemembered: false, seconds: 0, examples };
}

const evaluate = { type: 'command', command: ['score', '{model}'], metric: 'nearness', maximize: true };

/** A spec as it comes out of its file; all parts are scored. */
export function evolveSpec(changes: Readonly<Record<string, unknown>> = {}): EvolveSpec {
  return evolveSchema.parse({
    individuals: { type: 'checkpoints', models: [...MEMBERS] },
    algorithm: { name: 'evolver' },
    generations: 3,
    evaluate,
    validation: { ...evaluate, command: ['score', '{model}', 'validation'] },
    test: { ...evaluate, command: ['score', '{model}', 'test'] },
    ...changes,
  });
}

export interface Evolved {
  readonly files: MemoryFiles;
  readonly run: FakeRun;
  readonly attempt: (signal?: AbortSignal) => Promise<unknown>;
}

/** A run of an evolution over small models. */
export function evolving(spec: EvolveSpec, given?: { readonly evaluate?: Evaluate; readonly seed?: number }): Evolved {
  const files = memberFiles();
  const run = new FakeRun({
    files,
    folder: '/project',
    output: { path: OUTPUT, overwrite: false },
    seed: given?.seed ?? 5,
    ports: { evaluate: given?.evaluate ?? nearness(files) },
  });
  return { files, run, attempt: (signal) => runEvolution(spec, run.attempt(signal)) };
}

/** All that a run told in records, checked by their schema. */
export function recordsOf(run: FakeRun): readonly ReturnType<typeof evolveRecordSchema.parse>[] {
  return run.events.filter(({ type }) => type.startsWith('evolve/')).map((event) => evolveRecordSchema.parse(event));
}

export const individualsOf = (run: FakeRun): readonly IndividualRecord[] =>
  recordsOf(run).flatMap((record) => (record.type === 'evolve/individual' ? [record] : []));
export const generationsOf = (run: FakeRun): readonly GenerationRecord[] =>
  recordsOf(run).flatMap((record) => (record.type === 'evolve/generation' ? [record] : []));

/** Everything in the result's folder, and all that was told. */
export function outcomeOf({ files, run }: Evolved): {
  readonly files: Readonly<Record<string, string>>;
  readonly events: readonly EmittedEvent[];
} {
  const written = files.paths().filter((file) => file.startsWith('/out/') || file.startsWith('/project/artifacts/'));
  return {
    files: Object.fromEntries(written.map((file) => [file, Buffer.from(files.bytesOf(file)).toString('base64')])),
    events: [...run.events],
  };
}
