import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomStream } from '../../../../src/base/random.js';
import { philoxKeepSource } from '../../../../src/engines/merge/methods/philox-keep-source.js';
import { plainBackend } from '../../../../src/engines/merge/plain-backend.js';
import type { KeepSource } from '../../../../src/engines/merge/tensor-merge.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { mergeUnit, methodOf, outlineOf, type TestUnit } from './run-unit.js';

const merge = (unit: TestUnit): readonly number[] => [...mergeUnit(unit).out];
const zeros = (length: number): readonly number[] => new Array<number>(length).fill(0);

describe('ties', () => {
  const weights = [{ weight: 1 }, { weight: 1 }, { weight: 1 }];

  test('keeps the sign with the larger mass, not that of the majority', () => {
    const models = [[3], [-1], [-1]];
    assert.deepEqual(merge({ method: 'ties', base: [0], models, perModel: weights }), [3]);
  });

  test('elects + where the masses are equal', () => {
    const models = [[2], [-2]];
    assert.deepEqual(merge({ method: 'ties', base: [0], models, perModel: weights }), [2]);
  });

  test('keeps exactly k of equal magnitudes, those of lower position first', () => {
    const perModel = [{ weight: 1, density: 0.5 }];
    const model = [1, -1, 1, -1, 1, 1];
    assert.deepEqual(merge({ method: 'ties', base: zeros(6), models: [model], perModel }), [1, -1, 1, 0, 0, 0]);
  });

  test('keeps one element of a tiny tensor where the density is positive, none where it is 0', () => {
    const unit = { method: 'ties', base: [0, 0], models: [[1, 2]] };
    assert.deepEqual(merge({ ...unit, perModel: [{ weight: 1, density: 0.01 }] }), [0, 2]);
    assert.deepEqual(merge({ ...unit, perModel: [{ weight: 1, density: 0 }] }), [0, 0]);
  });

  test('shows a NaN of an input in the result, and merges the rest as ever', () => {
    const perModel = [{ weight: 1, density: 0.5 }];
    const model = [4, Number.NaN, 1, 3, 2, 0.5];
    assert.deepEqual(merge({ method: 'ties', base: zeros(6), models: [model], perModel }), [4, Number.NaN, 0, 3, 0, 0]);
  });

  test('rescales what is left when told to', () => {
    const perModel = [{ weight: 1, density: 0.5 }];
    const model = [1, 3, 2, 2];
    const shared = { rescale: true };
    assert.deepEqual(
      merge({ method: 'ties', base: zeros(4), models: [model], perModel, shared }),
      [0, 4.800000190734863, 3.200000047683716, 0],
    );
  });
});

describe('pcb', () => {
  const base = [0.5, -1, 2, 0.25, 1, -0.75, 3, 0];
  const tuned = base.map((value, i) => value + (i - 3) / 8);
  const other = base.map((value, i) => value - (i % 3) / 16);

  for (const scope of ['model', 'tensor']) {
    test(`gives the base at ratio 0 (scope ${scope})`, () => {
      assert.deepEqual(merge({ method: 'pcb', base, models: [tuned, other], shared: { ratio: 0, scope } }), base);
    });
  }

  test('drops only the lowest score at ratio 1', () => {
    const { balances } = mergeUnit({ method: 'pcb', base: zeros(4), models: [[1, 2, 3, 4]], shared: { ratio: 1 } });
    assert.equal(balances[0]?.kept, 0.75);
  });

  test('gives the base for a single element, for models equal to the base, and for a constant task vector', () => {
    assert.deepEqual(merge({ method: 'pcb', base: [2], models: [[5]] }), [2]);
    assert.deepEqual(merge({ method: 'pcb', base, models: [base, base] }), base);
    assert.deepEqual(merge({ method: 'pcb', base: zeros(5), models: [[1, 1, 1, 1, 1]] }), zeros(5));
  });

  test('gives a model equal to the base no part in the result', () => {
    const { balances } = mergeUnit({ method: 'pcb', base, models: [tuned, base], shared: { ratio: 0.5 } });
    assert.ok((balances[0]?.share ?? 0) > 0.99);
    assert.deepEqual(balances[1], { coefficient: 0, kept: 0, share: 0, agreement: 0 });
  });

  test('gives identical models equal shares', () => {
    const { balances } = mergeUnit({ method: 'pcb', base, models: [tuned, tuned], shared: { ratio: 0.5 } });
    assert.equal(balances[0]?.share, 0.5);
    assert.deepEqual(balances[0], balances[1]);
  });

  test('multiplies each task by its own lambda', () => {
    const once = merge({ method: 'pcb', base: zeros(8), models: [tuned], shared: { ratio: 0.5, lambdas: [1] } });
    const twice = merge({ method: 'pcb', base: zeros(8), models: [tuned], shared: { ratio: 0.5, lambdas: [2] } });
    assert.deepEqual(
      twice,
      once.map((value) => 2 * value),
    );
  });

  test('keeps a NaN of an input where it is', () => {
    const broken = tuned.map((value, i) => (i === 2 ? Number.NaN : value));
    const result = merge({ method: 'pcb', base, models: [broken, other], shared: { ratio: 0.5 } });
    assert.deepEqual(
      result.map(Number.isNaN),
      base.map((_, i) => i === 2),
    );
  });

  test('refuses a list of lambdas of another length', () => {
    const unit = { method: 'pcb', base, models: [tuned], shared: { lambdas: [1, 2] } };
    const [found] = methodOf('pcb').check(outlineOf(unit));
    assert.deepEqual(found?.arguments, { found: 2, expected: 1 });
  });
});

describe('linear', () => {
  test('refuses weights that sum to 0, unless it is told not to divide', () => {
    const unit = { method: 'linear', models: [[1], [2]], perModel: [{ weight: 1 }, { weight: -1 }] };
    assert.equal(methodOf('linear').check(outlineOf(unit))[0]?.code, 'merge-weights-cancel');
    const apart = { ...unit, shared: { normalize: false } };
    assert.deepEqual(methodOf('linear').check(outlineOf(apart)), []);
    assert.deepEqual(merge(apart), [-1]);
  });
});

describe('slerp', () => {
  test('gives the base at t = 0 and the other model at t = 1', () => {
    const models = [
      [1, 0, 2],
      [0, 3, 1],
    ];
    assert.deepEqual(merge({ method: 'slerp', models, shared: { t: 0 } }), models[0]);
    assert.deepEqual(merge({ method: 'slerp', models, shared: { t: 1 } }), models[1]);
  });

  test('keeps the length between vectors of equal length', () => {
    const [x = 0, y = 0] = merge({
      method: 'slerp',
      models: [
        [1, 0],
        [0, 1],
      ],
      shared: { t: 0.25 },
    });
    assert.ok(Math.abs(Math.hypot(x, y) - 1) < 1e-7);
    assert.ok(Math.abs(Math.atan2(y, x) - Math.PI / 8) < 1e-7);
  });

  test('goes straight between opposite vectors, and from a tensor of zeros', () => {
    assert.deepEqual(
      merge({
        method: 'slerp',
        models: [
          [1, 2],
          [-1, -2],
        ],
        shared: { t: 0.25 },
      }),
      [0.5, 1],
    );
    assert.deepEqual(
      merge({
        method: 'slerp',
        models: [
          [0, 0],
          [2, 4],
        ],
        shared: { t: 0.5 },
      }),
      [1.4142135381698608, 2.8284270763397217],
    );
  });
});

describe('nuslerp', () => {
  test('goes straight between exactly opposite tensors, however long', () => {
    const long = Array.from({ length: 1001 }, (_, i) => Math.fround(Math.sin(i)));
    const perModel = [{ weight: 3 }, { weight: 1 }];
    const result = merge({ method: 'nuslerp', models: [long, long.map((value) => -value)], perModel });
    for (const [i, value] of long.entries()) {
      assert.ok(Math.abs((result[i] ?? 0) - value / 2) <= 1e-7);
    }
  });
});

describe('multislerp', () => {
  const weights = [{ weight: 1 }, { weight: 1 }, { weight: 1 }];

  test('leaves a single model as it is, also with a base', () => {
    const model = [0.1, 1e-8, -3].map(Math.fround);
    assert.deepEqual(merge({ method: 'multislerp', base: [1, 1, 1], models: [model], perModel: weights }), model);
  });

  test('refuses three directions that cancel', async () => {
    const models = [
      [1, 0],
      [-1, 0],
      [0, 0],
    ];
    await throwsProblem('merge-directions-cancel', () => merge({ method: 'multislerp', models, perModel: weights }));
  });

  test('gives 0 where all models are 0', () => {
    const models = [zeros(2), zeros(2), zeros(2)];
    assert.deepEqual(merge({ method: 'multislerp', models, perModel: weights }), [0, 0]);
  });
});

describe('karcher', () => {
  test('gives the middle of two directions with the mean length', () => {
    const [x = 0, y = 0] = merge({
      method: 'karcher',
      models: [
        [2, 0],
        [0, 4],
      ],
    });
    assert.ok(Math.abs(x - 3 * Math.SQRT1_2) < 1e-6 && Math.abs(y - 3 * Math.SQRT1_2) < 1e-6);
  });

  test('stays at the mean where a tolerance of 0 lets it go on', () => {
    for (const models of [
      [
        [2, 0],
        [0, 4],
      ],
      [
        [3, 0],
        [3, 0],
      ],
    ]) {
      const merged = merge({ method: 'karcher', models, shared: { tol: 0 } });
      assert.ok(
        merged.every((value) => Number.isFinite(value)),
        String(merged),
      );
    }
  });

  test('leaves a zero tensor out of the direction and counts it in the length', () => {
    assert.deepEqual(
      merge({
        method: 'karcher',
        models: [
          [2, 0],
          [0, 0],
        ],
      }),
      [1, 0],
    );
    assert.deepEqual(
      merge({
        method: 'karcher',
        models: [
          [0, 0],
          [0, 0],
        ],
      }),
      [0, 0],
    );
  });
});

describe('della', () => {
  test('asks to keep an element with a probability that grows with its rank in its row', () => {
    const asked: number[] = [];
    const keep = {
      fill(_task: number, _start: number, probability: number | Float32Array, out: Uint8Array): void {
        asked.push(...(typeof probability === 'number' ? [probability] : probability));
        out.fill(1);
      },
    };
    const model = [4, -1, 3, 2, 5, 5];
    const perModel = [{ weight: 1, density: 0.5, epsilon: 0.25 }];
    merge({
      method: 'della',
      base: zeros(6),
      models: [model],
      shape: [2, 3],
      perModel,
      keep,
      shared: { rescale: false },
    });
    const close = asked.map((value) => Math.round(value * 100) / 100);
    assert.deepEqual(close, [0.75, 0.25, 0.5, 0.25, 0.5, 0.75]);
  });

  test('refuses probabilities outside 0 to 1, but not at the densities that draw nothing', () => {
    const check = (density: number): number => {
      const perModel = [{ weight: 1, density, epsilon: 0.15 }];
      return methodOf('della').check(outlineOf({ method: 'della', base: [0], models: [[1]], perModel })).length;
    };
    assert.deepEqual([0, 0.15, 0.16, 0.84, 0.85, 1].map(check), [0, 1, 0, 0, 1, 0]);
  });
});

describe('dare', () => {
  const elements = 4097;
  const base = zeros(elements);
  const model = new Array<number>(elements).fill(1);
  const perModel = [{ weight: 1, density: 0.3 }];
  const philox = (name: string): KeepSource =>
    philoxKeepSource((stream) => randomStream(42, stream), plainBackend.kernels, { purpose: 'dare', tensor: name });

  test('keeps about the density and restores the sum of magnitudes', () => {
    const { out, balances } = mergeUnit({ method: 'dare_linear', base, models: [model], perModel, keep: philox('w') });
    assert.ok(Math.abs((balances[0]?.kept ?? 0) - 0.3) < 0.03);
    assert.ok(Math.abs(out.reduce((sum, value) => sum + value, 0) / elements - 1) < 1e-5);
  });

  test('draws element i of task t from word i of the stream dare/model-t/tensor, wherever the chunks are cut', () => {
    const shared = { rescale: false };
    const unit: TestUnit = {
      method: 'dare_linear',
      base,
      models: [model, model],
      perModel: [...perModel, ...perModel],
      shared,
    };
    const result = mergeUnit({ ...unit, keep: philox('a.weight') }, [5, 1000, 3]).out;
    const streams = [0, 1].map((task) => randomStream(42, `dare/model-${String(task)}/a.weight`));
    for (let i = 0; i < elements; i++) {
      assert.equal(result[i], streams.filter((stream) => stream.uniform(i) < 0.3).length);
    }
  });
});

describe('arcee_fusion', () => {
  test('takes outliers and leaves the rest', () => {
    const base = Array.from({ length: 64 }, (_, i) => Math.sin(i));
    const model = base.map((value, i) => value + (i === 20 ? 2 : 0.001 * Math.cos(i)));
    const result = merge({ method: 'arcee_fusion', base, models: [model] });
    assert.deepEqual(
      result.flatMap((value, i) => (value === Math.fround(base[i] ?? 0) ? [] : [i])),
      [20],
    );
  });
});

describe('model_stock', () => {
  test('gives the base where the tasks point in opposite directions', () => {
    assert.deepEqual(
      merge({
        method: 'model_stock',
        base: [1, 1],
        models: [
          [2, 1],
          [0, 1],
        ],
      }),
      [1, 1],
    );
  });

  test('gives the mean where the tasks agree', () => {
    assert.deepEqual(
      merge({
        method: 'model_stock',
        base: [0, 0],
        models: [
          [2, 0],
          [4, 0],
        ],
      }),
      [3, 0],
    );
  });
});
