import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatKeyPath } from '../../../src/base/key-path.js';
import { genesOf, mergeOf } from '../../../src/engines/evolve/merges/gene.js';
import { evolve } from '../../../src/engines/evolve/spec.js';
import { evolveSchema } from '../../../src/engines/evolve/spec/schema.js';
import { checkMergeSpec } from '../../../src/engines/merge/spec/check.js';

const evaluate = { type: 'command', command: ['score', '{model}'] };
const checkpoints = { type: 'checkpoints', models: ['a', 'b', 'c', 'd'] };
const merge = { merge_method: 'ties', base_model: 'base', models: [{ model: 'a' }, { model: 'b' }] };
const merges = { type: 'merges', genes: { weight: { from: 0, to: 1 }, density: { from: 0.1, to: 1 } } };

/** Codes at their keys. */
function issuesOf(spec: Readonly<Record<string, unknown>>): readonly string[] {
  return evolve
    .check(evolveSchema.parse({ evaluate, ...spec }), undefined)
    .map(({ path, problem }) => `${formatKeyPath(path)}: ${problem.code}`);
}

describe('what an evolution is checked for', () => {
  test('nothing is wrong with its starters', () => {
    for (const { spec } of evolve.starters) {
      assert.deepEqual(evolve.check(evolve.schema.parse(spec), undefined), []);
    }
  });

  test('a population comes from one place, and a transfer has a source', () => {
    const algorithm = { name: 'evolver' };
    assert.deepEqual(issuesOf({ algorithm, individuals: { type: 'checkpoints' } }), ['individuals: keys-one-of']);
    const two = { ...checkpoints, snapshots: { run: 'x' } };
    assert.deepEqual(issuesOf({ algorithm, individuals: two }), ['individuals.snapshots: keys-exclusive']);
    const train = {
      network: { type: 'mlp', hidden: [] },
      data: { train: { format: 'glyphs', size: 8, examples: 100 } },
      epochs: 1,
    };
    const transfer = { type: 'checkpoints', transfer: { train } };
    assert.deepEqual(issuesOf({ algorithm, individuals: transfer }), [
      'individuals.transfer.train: evolve-transfer-source',
    ]);
  });

  test('the algorithm must fit what evolves, and the population the algorithm', () => {
    assert.deepEqual(issuesOf({ individuals: checkpoints, algorithm: { name: 'cma-es' } }), [
      'algorithm: evolve-algorithm-unfit',
    ]);
    const exponential = { name: 'de', crossover: 'exponential' };
    assert.deepEqual(issuesOf({ individuals: checkpoints, algorithm: exponential }), [
      'algorithm.crossover: evolve-algorithm-unfit',
    ]);
    const few = { type: 'checkpoints', models: ['a', 'b', 'c'] };
    assert.deepEqual(issuesOf({ individuals: few, algorithm: { name: 'cade' } }), [
      'individuals: evolve-population-small',
    ]);
    assert.deepEqual(issuesOf({ individuals: few, algorithm: { name: 'evolver' } }), []);
  });

  test('only Evolver scores what a population merges to, and the population is the merge’s models', () => {
    const scored = { merge_method: 'linear', parameters: { weight: 1 } };
    assert.deepEqual(issuesOf({ individuals: checkpoints, algorithm: { name: 'evolver' }, merge: scored }), []);
    assert.deepEqual(issuesOf({ individuals: checkpoints, algorithm: { name: 'cade' }, merge: scored }), [
      'merge: evolve-merge-not-scored',
    ]);
    assert.deepEqual(
      issuesOf({
        individuals: checkpoints,
        algorithm: { name: 'evolver' },
        merge: { ...scored, models: merge.models },
      }),
      ['merge.models: evolve-merge-models'],
    );
    assert.deepEqual(
      issuesOf({ individuals: checkpoints, algorithm: { name: 'evolver' }, merge: { merge_method: 'ties' } }).slice(
        0,
        1,
      ),
      ['merge.merge_method: merge-base-missing'],
    );
  });

  test('genes are numbers of the method, in ranges that hold their start', () => {
    assert.deepEqual(issuesOf({ individuals: merges, merge }), []);
    assert.deepEqual(issuesOf({ individuals: merges }), [': evolve-merge-needed']);
    const genes = { speed: { from: 0, to: 1 }, density: { from: 1, to: 0 }, weight: { from: 0, to: 1, start: 2 } };
    assert.deepEqual(issuesOf({ individuals: { ...merges, genes }, merge }), [
      'individuals.genes.speed: evolve-gene-unknown',
      'individuals.genes.density: evolve-gene-range',
      'individuals.genes.weight: evolve-gene-range',
    ]);
  });

  test('all parts are scored by one metric, in one direction', () => {
    const individuals = checkpoints;
    const algorithm = { name: 'evolver' };
    const other = { ...evaluate, command: ['other', '{model}'] };
    assert.deepEqual(issuesOf({ individuals, algorithm, test: { ...other, metric: 'perplexity' } }), [
      'test.metric: evolve-part-metric',
    ]);
    assert.deepEqual(issuesOf({ individuals, algorithm, validation: { ...other, maximize: false } }), [
      'validation.metric: evolve-part-metric',
    ]);
    assert.deepEqual(issuesOf({ individuals, algorithm, validation: other }), []);
  });

  test('what varies in a transfer must be something that the training takes', () => {
    const data = { train: { format: 'glyphs', size: 8, examples: 100 } };
    const train = { network: { type: 'mlp', hidden: [] }, data, epochs: 1, source: { data, epochs: 1 } };
    const vary = { label_smoothing: [0, 'much'], no_such_key: [1] };
    const individuals = { type: 'checkpoints', transfer: { train, vary } };
    assert.deepEqual(issuesOf({ individuals, algorithm: { name: 'evolver' } }), [
      'individuals.transfer.vary.label_smoothing.1: evolve-vary',
      'individuals.transfer.vary.no_such_key.0: evolve-vary',
    ]);
  });

  test('parts that are scored just as fitness is, and patterns that are none, are told', () => {
    const algorithm = { name: 'evolver' };
    assert.deepEqual(issuesOf({ individuals: checkpoints, algorithm, test: evaluate }), ['test: evolve-part-same']);
    assert.deepEqual(issuesOf({ individuals: { ...checkpoints, exclude: ['(', '^head'] }, algorithm }), [
      'individuals.exclude.0: evolve-exclude-invalid',
    ]);
    assert.deepEqual(issuesOf({ individuals: checkpoints, algorithm, evaluate: undefined }), [
      ': evolve-fitness-missing',
    ]);
  });
});

describe('genes', () => {
  const stacks = [{ prefix: 'model.layers', layers: 5 }];
  const spec = evolveSchema.parse({ individuals: { ...merges, layer_groups: 2 }, merge, evaluate });
  const { individuals, merge: parsed } = spec;

  test('are one for each model and group of layers, and make a merge that its own rules accept', () => {
    assert.ok(individuals.type === 'merges' && parsed !== undefined);
    const genes = genesOf(individuals, parsed, stacks);
    assert.deepEqual(
      genes.map(({ name }) => name),
      [
        'weight · a · 0–1',
        'weight · a · 2–4',
        'weight · b · 0–1',
        'weight · b · 2–4',
        'density · a · 0–1',
        'density · a · 2–4',
        'density · b · 0–1',
        'density · b · 2–4',
      ],
    );
    const made = mergeOf(parsed, genes, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], stacks);
    assert.deepEqual(checkMergeSpec(made, undefined), []);
    assert.deepEqual(made.models?.[1]?.parameters?.['weight'], [
      { filter: 'model.layers.0.', value: 0.3 },
      { filter: 'model.layers.1.', value: 0.3 },
      { filter: 'model.layers.2.', value: 0.4 },
      { filter: 'model.layers.3.', value: 0.4 },
      { filter: 'model.layers.4.', value: 0.4 },
      { value: 0.3 },
    ]);
  });

  test('are plain numbers where there is one group, and one for all where the method has it so', () => {
    const pcb = evolveSchema.parse({
      individuals: { type: 'merges', genes: { ratio: { from: 0.05, to: 0.5 }, lambda: { from: 0.5, to: 2 } } },
      merge: { ...merge, merge_method: 'pcb' },
      evaluate,
    });
    assert.ok(pcb.individuals.type === 'merges' && pcb.merge !== undefined);
    const genes = genesOf(pcb.individuals, pcb.merge, []);
    assert.equal(genes.length, 2);
    assert.deepEqual({ ...mergeOf(pcb.merge, genes, [0.2, 1.5], []).parameters }, { ratio: 0.2, lambda: 1.5 });
  });
});
