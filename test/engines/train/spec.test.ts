import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { train } from '../../../src/engines/train/spec.js';
import { STATISTICS } from '../../../src/engines/train/spec/statistics.js';
import { parseExperiment } from '../../../src/experiments/parse.js';

const data = { train: { format: 'glyphs' } };
const issuesOf = (keys: Readonly<Record<string, unknown>>): readonly unknown[] =>
  train
    .check(train.schema.parse({ data, ...keys }), undefined)
    .map(({ path, problem }) => [path.join('.'), problem.code]);

describe('the keys of a training', () => {
  test('want a network or a model, and one length for each stage', () => {
    const given = fc.record(
      {
        network: fc.constant({ type: 'mlp' }),
        model: fc.constant('./model'),
        epochs: fc.integer({ min: 1, max: 9 }),
        steps: fc.integer({ min: 1, max: 9 }),
        source: fc.record(
          { data: fc.constant(data), epochs: fc.integer({ min: 1, max: 9 }), steps: fc.integer({ min: 1, max: 9 }) },
          { requiredKeys: ['data'] },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(given, (keys) => {
        const expected: (readonly [string, string])[] = [];
        if ('network' in keys === 'model' in keys) {
          expected.push(['model' in keys ? 'model' : 'network', 'train-network']);
        }
        if ('epochs' in keys && 'steps' in keys) {
          expected.push(['steps', 'train-length']);
        }
        if (keys.source !== undefined && 'epochs' in keys.source && 'steps' in keys.source) {
          expected.push(['source.steps', 'train-length']);
        }
        assert.deepEqual(issuesOf(keys), expected);
      }),
    );
  });

  test('refuse numbers beyond their borders', () => {
    const borders: Readonly<Record<string, readonly [least: number, most: number]>> = {
      batch_size: [1, 65_536],
      epochs: [1, 1_000_000],
      steps: [1, 1_000_000_000],
      patience: [1, Number.MAX_SAFE_INTEGER],
      evaluate_every: [1, Number.MAX_SAFE_INTEGER],
      report_every: [1, Number.MAX_SAFE_INTEGER],
    };
    fc.assert(
      fc.property(fc.constantFrom(...Object.entries(borders)), fc.maxSafeInteger(), ([key, [least, most]], value) => {
        const { success } = train.schema.safeParse({ network: { type: 'mlp' }, data, [key]: value });
        assert.equal(success, value >= least && value <= most);
      }),
    );
  });

  test('have starters that say what they say without a problem', () => {
    for (const { spec } of train.starters) {
      assert.deepEqual(train.check(train.schema.parse(spec), undefined), []);
    }
  });
});

describe('a file of a training', () => {
  const parse = (lines: readonly string[]): readonly unknown[] =>
    parseExperiment(lines.join('\n'), '/project/a.experiment.yaml').problems.map(({ code }) => code);

  test('has a network whose keys are those of its type', () => {
    const file = (network: string): readonly string[] => [
      'kind: train',
      `network: ${network}`,
      'data: { train: { format: glyphs } }',
    ];
    assert.deepEqual(parse(file('{ type: cnn, widths: [8] }')), []);
    assert.deepEqual(parse(file('{ type: cnn, hidden: [8] }')), ['key-unknown']);
    assert.deepEqual(parse(file('{ type: transformer }')), ['value-choice']);
  });

  test('may measure instead, with keys of its own', () => {
    const file = [`kind: train`, `action: ${STATISTICS}`, 'model: ./model', 'data: { train: { format: glyphs } }'];
    assert.deepEqual(parse(file), []);
    assert.deepEqual(parse([...file, 'epochs: 3']), ['key-unknown']);
  });
});
