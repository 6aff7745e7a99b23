/**
 * Every method written naively from spec/merge.md over whole arrays in float64 (task vectors and what decides a threshold
 * in float32, as the engine has them): slow, short, and independent of the code under test.
 */

export interface ReferenceUnit {
  readonly base: readonly number[];
  readonly models: readonly (readonly number[])[];
  readonly shape: readonly number[];
  readonly masks: readonly (readonly number[])[];
  /** Parameters of each input and shared ones, all given. */
  readonly perModel: readonly Readonly<Record<string, number>>[];
  readonly shared: Readonly<Record<string, number | boolean | string | readonly number[]>>;
}
type Reference = (unit: ReferenceUnit) => readonly number[];
type Vector = readonly number[];

const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const norm = (a: Vector): number => Math.sqrt(dot(a, a));
const total = (a: Vector): number => a.reduce((sum, value) => sum + value, 0);
const plus = (a: Vector, b: Vector): Vector => a.map((value, i) => value + (b[i] ?? 0));
const times = (a: Vector, factor: number): Vector => a.map((value) => value * factor);
const zero = (a: Vector): Vector => a.map(() => 0);
const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const combine = (vectors: readonly Vector[], weights: Vector): Vector =>
  vectors.reduce<Vector>((sum, vector, i) => plus(sum, times(vector, weights[i] ?? 0)), zero(vectors[0] ?? []));
const deltasOf = ({ base, models }: ReferenceUnit): readonly Vector[] =>
  models.map((model) => model.map((value, i) => Math.fround(value - (base[i] ?? 0))));
const each = ({ perModel }: ReferenceUnit, name: string): Vector => perModel.map((one) => one[name] ?? Number.NaN);
const number = ({ shared }: ReferenceUnit, name: string): number => Number(shared[name]);
/** Positions in order of magnitude, equal ones by position. */
const ascending = (a: Vector): readonly number[] =>
  a.map((_, i) => i).sort((i, j) => Math.abs(a[i] ?? 0) - Math.abs(a[j] ?? 0) || i - j);
const descending = (a: Vector): readonly number[] =>
  a.map((_, i) => i).sort((i, j) => Math.abs(a[j] ?? 0) - Math.abs(a[i] ?? 0) || i - j);
const only = (a: Vector, kept: readonly number[]): Vector => {
  const set = new Set(kept);
  return a.map((value, i) => (set.has(i) ? value : 0));
};

function arc(a: Vector, b: Vector, t: number): Vector {
  const cosine = dot(a, b) / Math.max(norm(a), 1e-7) / Math.max(norm(b), 1e-7);
  if (1 - cosine * cosine <= 1e-12) {
    return combine([a, b], [1 - t, t]);
  }
  const angle = Math.acos(clip(cosine, -1, 1));
  return combine([a, b], [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)]);
}

/** Applies `merge` to the vectors along an axis of a matrix; vectors have one axis only. */
function along(
  axis: 'first' | 'last',
  shape: readonly number[],
  inputs: readonly Vector[],
  merge: (rows: readonly Vector[]) => Vector,
): Vector {
  const [rows, columns] =
    shape.length > 1
      ? [shape[0] ?? 1, total([(inputs[0] ?? []).length]) / (shape[0] ?? 1)]
      : [1, (inputs[0] ?? []).length];
  const flip = axis === 'first' && shape.length > 1;
  const lines = flip ? columns : rows;
  const length = flip ? rows : columns;
  const place = (line: number, k: number): number => (flip ? k * columns + line : line * columns + k);
  const out: number[] = new Array<number>(rows * columns).fill(0);
  for (let line = 0; line < lines; line++) {
    const merged = merge(inputs.map((input) => Array.from({ length }, (_, k) => input[place(line, k)] ?? 0)));
    for (const [k, value] of merged.entries()) {
      out[place(line, k)] = value;
    }
  }
  return out;
}

/** Thinned task vectors -> result. */
function taskVectors(unit: ReferenceUnit, thin: (delta: Vector, task: number) => Vector, consensus: boolean): Vector {
  const weights = each(unit, 'weight');
  const thinned = deltasOf(unit).map((delta, task) => {
    const kept = thin(delta, task);
    const before = total(delta.map(Math.abs));
    const after = total(kept.map(Math.abs));
    return unit.shared['rescale'] === true && before >= 1e-7 && after >= 1e-7 ? times(kept, before / after) : kept;
  });
  const merged = unit.base.map((_, i) => {
    const parts = thinned.map((one, task) => (one[i] ?? 0) * (weights[task] ?? 0));
    const sign = total(parts) >= 0 ? 1 : -1;
    const agrees = parts.map((one) => !consensus || one * sign > 0);
    const sum = total(parts.filter((_, task) => agrees[task]));
    const divisor = total(weights.filter((_, task) => agrees[task]));
    return unit.shared['normalize'] === true ? sum / (Math.abs(divisor) < 1e-8 ? 1 : divisor) : sum;
  });
  return plus(unit.base, times(merged, number(unit, 'lambda')));
}

const density = (unit: ReferenceUnit, task: number): number => unit.perModel[task]?.['density'] ?? Number.NaN;

function largest(unit: ReferenceUnit): (delta: Vector, task: number) => Vector {
  return (delta, task) => {
    const share = density(unit, task);
    const keep = share === 0 ? 0 : Math.max(1, Math.trunc(share * delta.length));
    return share >= 1 ? delta : only(delta, descending(delta).slice(0, keep));
  };
}

function middle(unit: ReferenceUnit): (delta: Vector, task: number) => Vector {
  return (delta, task) => {
    const keep = Math.trunc(density(unit, task) * delta.length);
    const top = Math.trunc((unit.perModel[task]?.['gamma'] ?? 0) * delta.length);
    const bottom = Math.max(0, delta.length - keep - top);
    return density(unit, task) >= 1 ? delta : only(delta, ascending(delta).slice(bottom, bottom + keep));
  };
}

const masked =
  (unit: ReferenceUnit) =>
  (delta: Vector, task: number): Vector =>
    delta.map((value, i) => value * (unit.masks[task]?.[i] ?? 0));

function orderStatistic(values: Vector, index: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[clip(Math.trunc(index), 0, sorted.length - 1)] ?? 0;
}

function pcb(unit: ReferenceUnit): Vector {
  const variant = String(unit.shared['variant']);
  const clipped = variant === 'release' ? 1e-4 : 1e-2;
  const taus = deltasOf(unit);
  const d = unit.base.length;
  const clamp = (x: Vector, a: number, b: number): Vector => {
    const [lo, hi] = [orderStatistic(x, d * a), orderStatistic(x, Math.trunc(d * (1 - b) - 1))];
    return x.map((value) => clip(value, lo, hi));
  };
  const normalize = (x: Vector): Vector => {
    const [min, max] = [Math.min(...x), Math.max(...x)];
    return x.map((value) => (max > min ? (value - min) / (max - min) : 0));
  };
  const sizes = taus.map((tau) => clamp(tau.map(Math.abs), clipped, clipped));
  const normal = sizes.map(normalize);
  const signed = normal.map((one, i) => one.map((value, k) => value * Math.sign(taus[i]?.[k] ?? 0)));
  const scales = taus.map((tau, i) => {
    const beta = tau.map((value, k) => {
      const intra = Math.exp(taus.length * (normal[i]?.[k] ?? 0) ** 2);
      const raw = total(taus.map((other) => other[k] ?? 0));
      const inter =
        variant === 'vision_es'
          ? total(signed.map((other) => Math.tanh((signed[i]?.[k] ?? 0) * (other[k] ?? 0))))
          : Math.tanh(value * (variant === 'vision' ? total(signed.map((other) => other[k] ?? 0)) : raw));
      return Math.fround(intra * inter);
    });
    return normalize(clamp(beta, 1 - number(unit, 'ratio'), 0));
  });
  const lambdas = unit.shared['lambdas'] as Vector | undefined;
  return unit.base.map((value, k) => {
    const parts = taus.map(
      (tau, i) => Math.sign(tau[k] ?? 0) * (sizes[i]?.[k] ?? 0) * (lambdas?.[i] ?? 1) * (scales[i]?.[k] ?? 0),
    );
    const weights = total(scales.map((scale) => scale[k] ?? 0));
    return value + ((lambdas === undefined ? number(unit, 'lambda') : 1) * total(parts)) / Math.max(weights, 1e-12);
  });
}

function multislerp(unit: ReferenceUnit, inputs: readonly Vector[]): Vector {
  const eps = number(unit, 'eps');
  const given = each(unit, 'weight');
  const weights = unit.shared['normalize_weights'] === true ? times(given, 1 / total(given)) : given;
  if (inputs.length === 1) {
    return inputs[0] ?? [];
  }
  const mean = combine(
    inputs.map((x) => times(x, 1 / (norm(x) + eps))),
    weights,
  );
  if (norm(mean) < eps) {
    return inputs.length === 2 ? combine(inputs, weights) : zero(mean);
  }
  return times(mean, dot(weights, inputs.map(norm)) / norm(mean));
}

function karcher(unit: ReferenceUnit): Vector {
  const tol = number(unit, 'tol');
  const lengths = unit.models.map(norm);
  const units = unit.models.filter((_, i) => (lengths[i] ?? 0) > tol).map((x) => times(x, 1 / norm(x)));
  const [first = zero(unit.models[0] ?? [])] = units;
  const start = combine(
    units.length === 0 ? [first] : units,
    units.map(() => 1 / units.length),
  );
  let mean = norm(start) < tol ? first : times(start, 1 / norm(start));
  for (let step = 0; step < number(unit, 'max_iter') && units.length > 0; step++) {
    const tangents = units.map((u) => {
      const angle = Math.acos(clip(dot(u, mean), -1, 1));
      const factor = Math.sin(angle) < 1e-12 ? 1 : angle / Math.sin(angle);
      return times(plus(u, times(mean, -dot(u, mean))), factor / units.length);
    });
    const tangent = combine(
      tangents,
      tangents.map(() => 1),
    );
    const length = norm(tangent);
    if (length < tol) {
      break;
    }
    const next = plus(times(mean, Math.cos(length)), times(tangent, Math.sin(length) / length));
    mean = times(next, 1 / norm(next));
  }
  return times(mean, total(lengths) / lengths.length);
}

function modelStock(unit: ReferenceUnit): Vector {
  const stock = ([base = [], ...models]: readonly Vector[]): Vector => {
    const deltas = models.map((model) => model.map((value, i) => Math.fround(value - (base[i] ?? 0))));
    const cosines = deltas.flatMap((a, i) =>
      deltas.slice(0, i).map((b) => clip(dot(a, b) / Math.max(norm(a) * norm(b), 1e-6), -1, 1)),
    );
    const c = total(cosines) / cosines.length;
    const denominator = 1 + (models.length - 1) * c;
    const t = Math.abs(denominator) < 1e-6 ? 0 : (models.length * c) / denominator;
    return combine(
      [
        combine(
          models,
          models.map(() => 1 / models.length),
        ),
        base,
      ],
      [t, 1 - t],
    );
  };
  const inputs = [unit.base, ...unit.models];
  return unit.shared['filter_wise'] === true ? along('last', unit.shape, inputs, stock) : stock(inputs);
}

function sce(unit: ReferenceUnit): Vector {
  const deltas = deltasOf(unit);
  const variance = unit.base.map((_, i) => {
    const values = deltas.map((delta) => delta[i] ?? 0);
    const mean = total(values) / values.length;
    return values.every((value) => value === values[0])
      ? 0
      : Math.fround(total(values.map((value) => (value - mean) ** 2)) / values.length);
  });
  const topK = number(unit, 'select_topk');
  const keep = Math.trunc(variance.filter((value) => value !== 0).length * topK);
  const selected = topK >= 1 ? deltas : deltas.map((delta) => only(delta, descending(variance).slice(0, keep)));
  const squares = selected.map((delta) => dot(delta, delta) / delta.length);
  const weights = squares.map((one) => (total(squares) < 1e-6 ? 1 / squares.length : one / total(squares)));
  const merged = unit.base.map((_, i) => {
    const values = selected.map((delta) => delta[i] ?? 0);
    const sign = total(values) >= 0 ? 1 : -1;
    const agrees = values.map((value) => value * sign > 0);
    const sum = total(values.map((value, task) => (agrees[task] ? value * (weights[task] ?? 0) : 0)));
    return sum / Math.max(total(weights.filter((_, task) => agrees[task])), 1e-6);
  });
  return plus(unit.base, merged);
}

function arceeFusion(unit: ReferenceUnit): Vector {
  const [delta = []] = deltasOf(unit);
  const softmax = (x: Vector): Vector => {
    const powers = x.map((value) => Math.exp(value - Math.max(...x)));
    return powers.map((power) => power / total(powers) + 1e-8);
  };
  const importance = along(
    'last',
    unit.shape,
    [unit.models[0] ?? [], unit.base, delta],
    ([model = [], base = [], row = []]) => {
      const [p, q] = [softmax(model), softmax(base)];
      const divergence = total(p.map((value, i) => value * Math.log(value / (q[i] ?? 1))));
      return row.map((value) => Math.fround(Math.abs(value) * Math.fround(divergence)));
    },
  );
  const quantile = (x: number): number => orderStatistic(importance, x * (importance.length - 1));
  const threshold = quantile(0.5) + 1.5 * (quantile(0.75) - quantile(0.25));
  return plus(
    unit.base,
    delta.map((value, i) => ((importance[i] ?? 0) >= threshold ? value : 0)),
  );
}

function ram(unit: ReferenceUnit, enlarge: boolean): Vector {
  const deltas = deltasOf(unit);
  const counts = (delta: Vector, i: number): boolean => Math.abs(delta[i] ?? 0) > Math.fround(number(unit, 'epsilon'));
  const counting = unit.base.map((_, i) => deltas.filter((delta) => counts(delta, i)).length);
  const factors = deltas.map((delta) => {
    const unique = counting.filter((count, i) => count === 1 && counts(delta, i)).length;
    const shared = counting.filter((count, i) => count > 1 && counts(delta, i)).length;
    return enlarge && unique > 0 ? 1 + number(unit, 'r') * clip(shared / unique, 0, number(unit, 'alpha')) : 1;
  });
  return unit.base.map((value, i) => {
    const parts = deltas.map((delta, task) =>
      counts(delta, i) ? (delta[i] ?? 0) * (counting[i] === 1 ? (factors[task] ?? 1) : 1) : 0,
    );
    return value + total(parts) / Math.max(1, counting[i] ?? 0);
  });
}

const withBase = (unit: ReferenceUnit, merge: (inputs: readonly Vector[]) => Vector): Vector =>
  unit.base.length === 0 ? merge(unit.models) : plus(unit.base, merge(deltasOf(unit)));

function plainAverage(unit: ReferenceUnit): Vector {
  const weights = each(unit, 'weight').map((weight) => (Number.isNaN(weight) ? 1 / unit.models.length : weight));
  return times(combine(unit.models, weights), 1 / total(weights));
}

/** By method name. A base of no elements is no base. */
export const references: Readonly<Record<string, Reference>> = {
  linear: (unit) =>
    times(
      combine(unit.models, each(unit, 'weight')),
      unit.shared['normalize'] === true ? 1 / total(each(unit, 'weight')) : 1,
    ),
  slerp: ({ models: [a = [], b = []], shared }) => {
    const t = Number(shared['t']);
    const cosine = dot(a, b) / (norm(a) > 1e-8 ? norm(a) : 1) / (norm(b) > 1e-8 ? norm(b) : 1);
    return Math.abs(cosine) > 0.9995 ? combine([a, b], [1 - t, t]) : arc(a, b, t);
  },
  nuslerp: (unit) => {
    const [first = 0, second = 0] = each(unit, 'weight');
    const t = Math.abs(first + second) < 1e-6 ? 0.5 : second / (first + second);
    const merge = ([a = [], b = []]: readonly Vector[]): Vector => arc(a, b, t);
    const axis = unit.shared['nuslerp_row_wise'] === true ? 'first' : 'last';
    return withBase(unit, (inputs) =>
      unit.shared['nuslerp_flatten'] === true ? merge(inputs) : along(axis, unit.shape, inputs, merge),
    );
  },
  multislerp: (unit) => withBase(unit, (inputs) => multislerp(unit, inputs)),
  karcher,
  model_stock: modelStock,
  task_arithmetic: (unit) => taskVectors(unit, (delta) => delta, false),
  ties: (unit) => taskVectors(unit, largest(unit), true),
  dare_linear: (unit) => taskVectors(unit, masked(unit), false),
  dare_ties: (unit) => taskVectors(unit, masked(unit), true),
  breadcrumbs: (unit) => taskVectors(unit, middle(unit), false),
  breadcrumbs_ties: (unit) => taskVectors(unit, middle(unit), true),
  della: (unit) => taskVectors(unit, masked(unit), true),
  della_linear: (unit) => taskVectors(unit, masked(unit), false),
  sce,
  nearswap: (unit) =>
    unit.base.map((a, i) => {
      const b = unit.models[0]?.[i] ?? 0;
      const weight = clip(number(unit, 't') / Math.max(Math.abs(Math.fround(b - a)), 1e-6), 0, 1);
      return weight * b + (1 - weight) * a;
    }),
  arcee_fusion: arceeFusion,
  ram: (unit) => ram(unit, false),
  ramplus_tl: (unit) => ram(unit, true),
  passthrough: ({ models, perModel }) => times(models[0] ?? [], perModel[0]?.['scale'] ?? 1),
  pcb,
  // Without statistics: a plain average. With them: statistics.test.ts.
  fisher: plainAverage,
  regmean: plainAverage,
};
