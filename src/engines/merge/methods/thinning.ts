import type { Unit } from '../tensor-merge.js';

/**
 * Thins out one task vector of a unit: decides, element by element, what of it is kept. Sees the task vector in order of
 * position once per pass, and may be asked to thin it (in order, from the start) more than once.
 */
export interface Thinning {
  readonly granularity: number;
  /** Passes that it needs, as far as it knows. */
  readonly passes: number;
  readonly sampling?: ThinningSample | undefined;
  observe(pass: number, delta: Float32Array): void;
  endPass(pass: number): void;
  /** Called before the first element of every sweep of `thin`. */
  restart(): void;
  /** out = delta where it is kept, else 0; `start` is the first element's position in the unit. */
  thin(out: Float32Array, delta: Float32Array, start: number): void;
}

/** What a thinning wants to see of its task vector before the first pass, see `Sampling`. */
export interface ThinningSample {
  readonly elements: number;
  sample(delta: Float32Array): void;
  end(): void;
}

/** Keeps everything. */
export function keepAll(): Thinning {
  return {
    granularity: 1,
    passes: 0,
    observe: () => undefined,
    endPass: () => undefined,
    restart: () => undefined,
    thin: (out, delta) => {
      out.set(delta);
    },
  };
}

/** Drops everything. */
export function keepNone(): Thinning {
  return {
    ...keepAll(),
    thin: (out) => {
      out.fill(0);
    },
  };
}

/** Keeps each element with the probability `density`, by the unit's KeepSource (DARE: Yu et al., ICML 2024). */
export function keepAtRandom(
  unit: Unit,
  task: number,
  options: { readonly density: number; readonly strip: number },
): Thinning {
  const keep = unit.backend.memory.uint8(options.strip);
  return {
    ...keepAll(),
    thin(out, delta, start) {
      const mask = keep.subarray(0, delta.length);
      unit.keep.fill(task, start, options.density, mask);
      unit.backend.kernels.keepWhere(out, delta, mask);
    },
  };
}
