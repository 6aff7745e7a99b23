import { BalanceSums, balancesOf } from '../../../../src/engines/merge/balance-sums.js';
import type { Balance } from '../../../../src/engines/merge/events.js';
import type { MergeBackend } from '../../../../src/engines/merge/merge-backend.js';
import { methods } from '../../../../src/engines/merge/methods/methods.js';
import { plainBackend } from '../../../../src/engines/merge/plain-backend.js';
import type {
  Chunk,
  KeepSource,
  ParameterDeclaration,
  ParameterValue,
  ResolvedParameters,
  StatisticsTensor,
  UnitOutline,
} from '../../../../src/engines/merge/tensor-merge.js';

/** A unit to merge in a test: whole arrays, and parameters as a user would give them. */
export interface TestUnit {
  readonly method: string;
  readonly base?: ArrayLike<number>;
  readonly models: readonly ArrayLike<number>[];
  readonly shape?: readonly number[];
  readonly perModel?: readonly Readonly<Record<string, ParameterValue>>[];
  readonly shared?: Readonly<Record<string, ParameterValue>>;
  readonly keep?: KeepSource;
  readonly backend?: MergeBackend;
  readonly statistics?: readonly StatisticsTensor[];
}

export interface Merged {
  readonly out: Float32Array;
  readonly balances: readonly Balance[];
}

/** Keeps what the masks say, one mask per input. */
export function keepMasks(masks: readonly ArrayLike<number>[]): KeepSource {
  return {
    fill(task, start, _probability, out) {
      for (let i = 0; i < out.length; i++) {
        out[i] = masks[task]?.[start + i] ?? 0;
      }
    },
  };
}

/** What a method sees of a test's unit: defaults filled in. */
export function outlineOf(unit: TestUnit): UnitOutline {
  const method = methodOf(unit.method);
  const elements = unit.models[0]?.length ?? 0;
  return {
    name: 'w',
    elements,
    shape: unit.shape ?? [elements],
    hasBase: unit.base !== undefined,
    perModel: unit.models.map((_, i) => resolve(method.perModel, unit.perModel?.[i] ?? {})),
    shared: resolve(method.shared, unit.shared ?? {}),
  };
}

/**
 * Merges a whole unit. `cuts` are wishes for the lengths of successive chunks (used in turn, in every pass from another
 * one on); they are fitted to the method's granularity. Without cuts there is one chunk.
 */
export function mergeUnit(unit: TestUnit, cuts: readonly number[] = []): Merged {
  const backend = unit.backend ?? plainBackend;
  const outline = outlineOf(unit);
  const method = methodOf(unit.method);
  const { keep = keepMasks([]), statistics } = unit;
  const merge = method.create({ ...outline, keep, statistics, backend });
  const base = unit.base === undefined ? undefined : toMemory(backend, unit.base);
  const models = unit.models.map((model) => toMemory(backend, model));
  const whole = toMemory(backend, new Float32Array(outline.elements).fill(Number.NaN));

  const chunks = (pass: number): readonly Chunk[] => {
    const found: Chunk[] = [];
    let turn = pass;
    for (let start = 0; start < outline.elements; turn++) {
      const wish = cuts.length === 0 ? outline.elements : (cuts[turn % cuts.length] ?? 1);
      const fitted = Math.max(1, Math.round(wish / merge.granularity)) * merge.granularity;
      const end = Math.min(outline.elements, start + fitted);
      found.push({
        start,
        length: end - start,
        base: base?.subarray(start, end),
        models: models.map((model) => model.subarray(start, end)),
      });
      start = end;
    }
    return found;
  };
  for (let pass = 0; pass < merge.statisticsPasses; pass++) {
    for (const chunk of chunks(pass)) {
      merge.observe(pass, chunk);
    }
    merge.endPass(pass);
  }
  const sums = new BalanceSums(models.length);
  for (const chunk of chunks(merge.statisticsPasses)) {
    merge.write(chunk, whole.subarray(chunk.start, chunk.start + chunk.length), sums);
  }
  return { out: whole.slice(), balances: balancesOf(sums) };
}

export function methodOf(name: string): NonNullable<ReturnType<typeof methods.get>> {
  const method = methods.get(name);
  if (method === undefined) {
    throw new Error(`no method ${name}`);
  }
  return method;
}

function resolve(
  declarations: readonly ParameterDeclaration[],
  given: Readonly<Record<string, ParameterValue>>,
): ResolvedParameters {
  return Object.fromEntries(
    declarations.map((declaration) => [
      declaration.name,
      given[declaration.name] ?? ('default' in declaration ? declaration.default : undefined),
    ]),
  );
}

function toMemory(backend: MergeBackend, values: ArrayLike<number>): Float32Array {
  const array = backend.memory.float32(values.length);
  array.set(values);
  return array;
}
