import { backends } from '../../../engines/merge/backends.js';
import { mergeUnit } from '../../../engines/merge/methods/run-unit.js';
import type { Study } from './study.js';

type Vectors = readonly (Float32Array | Float64Array)[];

/** Merges of whole models, flattened, by the product's methods. */
export interface Merging {
  average(models: Vectors): Float32Array;
  /** A weight for each model. */
  taskArithmetic(models: Vectors, weights: readonly number[]): Float32Array;
  ties(models: Vectors, density: number, lambda: number): Float32Array;
  /** One lambda for all models, or one for each. */
  pcb(models: Vectors, ratio: number, lambda: number | readonly number[]): Float32Array;
}

/** Merges of fine-tunes of a study's base. */
export function mergingOf({ base }: Pick<Study, 'base'>): Merging {
  const fastest = backends().at(-1);
  const merged = (unit: Omit<Parameters<typeof mergeUnit>[0], 'backend'>): Float32Array =>
    // Results are copies: the kernels' memory is emptied before every merge.
    mergeUnit({ ...unit, ...(fastest === undefined ? {} : { backend: fastest.create() }) }).out;
  const equal = (models: Vectors): readonly { readonly weight: number }[] => models.map(() => ({ weight: 1 }));
  return {
    average: (models) => merged({ method: 'linear', models, perModel: equal(models) }),
    taskArithmetic: (models, weights) =>
      merged({ method: 'task_arithmetic', base, models, perModel: weights.map((weight) => ({ weight })) }),
    ties: (models, density, lambda) =>
      merged({
        method: 'ties',
        base,
        models,
        perModel: models.map(() => ({ weight: 1, density })),
        shared: { lambda },
      }),
    pcb: (models, ratio, lambda) =>
      merged({
        method: 'pcb',
        base,
        models,
        shared: typeof lambda === 'number' ? { ratio, lambda } : { ratio, lambdas: lambda },
      }),
  };
}
