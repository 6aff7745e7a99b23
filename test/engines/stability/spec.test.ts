import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatKeyPath } from '../../../src/base/key-path.js';
import { planTrainings } from '../../../src/engines/stability/plan-trainings.js';
import { stability } from '../../../src/engines/stability/spec.js';
import { optimizerLabel } from '../../../src/engines/stability/spec/optimizer-label.js';
import { asOptimizer } from '../../../src/protocol/optimizer-schema.js';
import { comparison, small } from './comparisons.js';

/** Codes at their keys. */
function issuesOf(changes: Readonly<Record<string, unknown>>, output?: string): readonly string[] {
  return stability
    .check(comparison(changes), output)
    .map(({ path, problem }) => `${formatKeyPath(path)}: ${problem.code}`);
}

describe('what a comparison is checked for', () => {
  test('nothing is wrong with its starters, nor with the defaults', () => {
    for (const { spec } of stability.starters) {
      assert.deepEqual(stability.check(stability.schema.parse(spec), undefined), []);
    }
    const {
      optimizers,
      learning_rates: grid,
      margin,
    } = comparison({ optimizers: undefined, learning_rates: undefined });
    assert.deepEqual(
      optimizers.map((one) => optimizerLabel(asOptimizer(one))),
      ['adamg', 'prodigy', 'dog (reps 0.0001)', 'dowg', 'dadapt-adam', 'adam'],
    );
    assert.deepEqual([grid[0], grid.at(-1), margin], [1e-4, 1e-1, 0.05]);
  });

  test('names, optimizers, learning rates and seeds stand in their lists once', () => {
    assert.deepEqual(issuesOf({ tasks: [small, small] }), ['tasks.1.name: stability-twice']);
    assert.deepEqual(issuesOf({ optimizers: [{ name: 'dog' }, { name: 'dog', reps: 1e-6 }] }), [
      'optimizers.1: stability-twice',
    ]);
    assert.deepEqual(issuesOf({ optimizers: [{ name: 'dog' }, { name: 'dog', reps: 1e-4 }] }), []);
    assert.deepEqual(issuesOf({ learning_rates: [0.1, 0.1] }), ['learning_rates.1: stability-twice']);
    assert.deepEqual(issuesOf({ seeds: [3, 4, 3] }), ['seeds.2: stability-twice']);
  });

  test('a task has a network or a model, one length, and both held-out parts', () => {
    const without = { ...small, network: undefined };
    assert.deepEqual(issuesOf({ tasks: [without] }), ['tasks.0.network: train-network']);
    assert.deepEqual(issuesOf({ tasks: [{ ...small, epochs: 2 }] }), ['tasks.0.steps: train-length']);
    const data = { ...small.data, validation: 0, test: 0 };
    assert.deepEqual(issuesOf({ tasks: [{ ...small, data }] }), [
      'tasks.0.data.validation: stability-held-out',
      'tasks.0.data.test: stability-held-out',
    ]);
  });

  test('the metric is one that every task has', () => {
    const language = {
      name: 'texts',
      network: { type: 'llama' },
      data: { train: { format: 'zipf-world' } },
      steps: 5,
    };
    assert.deepEqual(issuesOf({ tasks: [small, language] }), ['tasks.1.network.type: stability-metric']);
    assert.deepEqual(issuesOf({ tasks: [small, language], metric: 'perplexity' }), [
      'tasks.0.network.type: stability-metric',
    ]);
    assert.deepEqual(issuesOf({ tasks: [small, language], metric: 'loss' }), []);
  });

  test('a comparison beyond the limit is refused, and an output has no effect', () => {
    const tasks = Array.from({ length: 100 }, (_, i) => ({ ...small, name: `task ${i}` }));
    const grid = Array.from({ length: 30 }, (_, i) => (i + 1) / 100);
    const seeds = Array.from({ length: 50 }, (_, i) => i);
    assert.deepEqual(issuesOf({ tasks, learning_rates: grid, seeds }), ['tasks: stability-size']);
    assert.deepEqual(issuesOf({}, '/x/out'), ['output: key-without-effect']);
  });
});

describe('the trainings of a comparison', () => {
  test('are those of grid and optimizers, and what is the same is trained once', () => {
    const trainings = planTrainings(comparison(), [1, 2]);
    // Two learning rates and AdamG; Adam as it is has one of the grid's.
    assert.equal(trainings.length, 6);
    assert.deepEqual(trainings[0]?.cells, [
      { task: 'small', optimizer: 'adam', seed: 1, learningRate: 0.001 },
      { task: 'small', optimizer: 'adam', seed: 1 },
    ]);
    assert.equal(trainings.flatMap(({ cells }) => cells).length, 8);
  });
});
