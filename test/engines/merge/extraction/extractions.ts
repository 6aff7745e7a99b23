import { createMergeEngine } from '../../../../src/engines/merge/engine.js';
import { extractSchema } from '../../../../src/engines/merge/spec/extract-schema.js';
import type { EngineResult } from '../../../../src/experiments/kind.js';
import { FakeRun } from '../../../fakes/fake-run.js';
import type { MemoryFiles } from '../../../fakes/memory-files.js';
import type { HandTensor } from '../../../fakes/safetensors-bytes.js';
import { llamaConfig, llamaShapes, putModel, valuesOf, type Shapes } from '../sample-models.js';

export const engine = createMergeEngine();
export const output = { path: '/project/adapter', overwrite: false };
export const Q = 'model.layers.0.self_attn.q_proj.weight';

/** Base plus a difference of a rank, for the matrices that `ranks` names; `factor` times its size. */
export function tuned(shapes: Shapes, ranks: Readonly<Record<string, number>>, decay = 1): Record<string, HandTensor> {
  const tensors: Record<string, HandTensor> = {};
  for (const [name, rank] of Object.entries(ranks)) {
    const [rows = 1, columns = 1] = shapes[name] ?? [];
    const values = valuesOf('base', name, rows * columns);
    for (let r = 0; r < rank; r++) {
      const left = valuesOf(`left-${String(r)}`, name, rows);
      const right = valuesOf(`right-${String(r)}`, name, columns);
      for (let i = 0; i < rows * columns; i++) {
        values[i] = (values[i] ?? 0) + decay ** r * (left[Math.floor(i / columns)] ?? 0) * (right[i % columns] ?? 0);
      }
    }
    tensors[name] = { dtype: 'F32', shape: [rows, columns], data: values };
  }
  return tensors;
}

export const shapes = llamaShapes({ hidden: 24, vocabulary: 30 });

/** All tensors of the base, those of `tensors` changed. */
export function putPair(
  files: MemoryFiles,
  tensors: Readonly<Record<string, HandTensor>>,
  config = llamaConfig(),
): void {
  const same = Object.entries(shapes).map(([name, shape]): [string, HandTensor] => [
    name,
    {
      dtype: 'F32',
      shape,
      data: valuesOf(
        'base',
        name,
        shape.reduce((product, size) => product * size, 1),
      ),
    },
  ]);
  putModel(files, 'base', { shapes, config });
  putModel(files, 'tuned', { shapes: {}, tensors: { ...Object.fromEntries(same), ...tensors }, config });
}

export const specOf = (keys: object): ReturnType<typeof extractSchema.parse> =>
  extractSchema.parse({ base_model: './base', model: './tuned', ...keys });

export async function extract(
  files: MemoryFiles,
  keys: object,
): Promise<{ readonly run: FakeRun; readonly result: EngineResult }> {
  const run = new FakeRun({ files, folder: '/project', output });
  const result = await engine.run(specOf(keys), asExtraction(run.attempt()));
  return { run, result };
}

export function asExtraction<Context extends { readonly experiment: object }>(context: Context): Context {
  return { ...context, experiment: { ...context.experiment, action: 'extract-lora' } };
}
