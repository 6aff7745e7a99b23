import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatProblem } from '../../src/base/texts/format-problem.js';
import { parseExperiment } from '../../src/experiments/parse.js';
import { MAX_CHARACTERS } from '../../src/experiments/parse/read-yaml.js';

const FILE = '/project/lab/merge-math.experiment.yaml';

const linear = (rest = ''): string =>
  `kind: merge\nmerge_method: linear\nmodels:\n  - model: a\n    parameters: { weight: 1 }\n${rest}`;

describe('parseExperiment', () => {
  it('fills in the defaults of common and own keys', () => {
    const { experiment } = parseExperiment(linear(), FILE);
    assert.deepEqual(experiment, {
      kind: 'merge',
      action: 'merge',
      name: 'merge-math',
      seed: 0,
      overwrite: false,
      tags: [],
      resources: { backend: 'auto' },
      carrier: 'thread',
      digest: 'sampled',
      spec: {
        merge_method: 'linear',
        models: [{ model: 'a', parameters: { weight: 1 } }],
        max_shard_size: '5GB',
        allow_nan: false,
      },
      source: linear(),
      file: FILE,
      folder: '/project/lab',
    });
  });

  it('keeps relative paths as they stand in the file', () => {
    const { experiment } = parseExperiment(
      linear('base_model: ../base\nparameters: { weight: 1 }\noutput: ./out\n'),
      FILE,
    );
    assert.equal(experiment?.output, './out');
    assert.equal((experiment.spec as { base_model: string }).base_model, '../base');
  });

  it('says where every value stands', () => {
    const { positionOf } = parseExperiment(linear(), FILE);
    assert.deepEqual(positionOf(['models', 0, 'model']), { line: 4, column: 12, endLine: 4, endColumn: 13 });
    assert.deepEqual(positionOf(['models', 0, 'parameters', 'weight']), {
      line: 5,
      column: 27,
      endLine: 5,
      endColumn: 28,
    });
    // What isn't there has the place of what would hold it.
    assert.deepEqual(positionOf(['models', 0, 'parameters', 'density']).line, 5);
    assert.deepEqual(positionOf([]).line, 1);
  });

  it('reads a mergekit file as YAML 1.1 and one of ours as YAML 1.2', () => {
    const mergekit =
      'merge_method: linear\nmodels: [{ model: a, parameters: { weight: 1 } }]\nparameters: { normalize: off }\n';
    const read = parseExperiment(mergekit, FILE);
    assert.equal(read.isMergekit, true);
    assert.deepEqual(read.problems, []);
    assert.deepEqual((read.experiment?.spec as { parameters: unknown }).parameters, { normalize: false });
    const ours = parseExperiment(`kind: merge\n${mergekit}`, FILE);
    assert.equal(ours.isMergekit, false);
    assert.deepEqual(
      ours.problems.map(({ code }) => code),
      ['value-type'],
    );
  });

  it('takes the output of a mergekit file from the argument, and keeps it in the text of the run', () => {
    const mergekit = '# mine\nmerge_method: linear\nmodels: [{ model: a, parameters: { weight: 1 } }]\n';
    const { experiment } = parseExperiment(mergekit, FILE, { output: '/out/here' });
    assert.equal(experiment?.output, '/out/here');
    assert.match(experiment.source, /# mine/);
    const again = parseExperiment(experiment.source, FILE);
    assert.equal(again.experiment?.output, '/out/here');
    assert.equal(again.isMergekit, true);
  });

  it('takes an output argument instead of the one in the file', () => {
    const { experiment } = parseExperiment(linear('output: ./a-folder\n'), FILE, { output: './other' });
    assert.equal(experiment?.output, './other');
    assert.equal(parseExperiment(experiment.source, FILE).experiment?.output, './other');
  });

  it('gives no experiment when anything is an error, and one when all are warnings', () => {
    assert.equal(parseExperiment(linear('sead: 1\n'), FILE).experiment, undefined);
    const warned = parseExperiment(linear('parameters: { lambda: 1 }\n'), FILE);
    assert.deepEqual(
      warned.problems.map(({ code, severity }) => [code, severity]),
      [['merge-parameter-unused', 'warning']],
    );
    assert.notEqual(warned.experiment, undefined);
  });

  it('takes a byte order mark and Windows line ends', () => {
    const { problems, experiment } = parseExperiment(`\uFEFF${linear().replaceAll('\n', '\r\n')}`, FILE);
    assert.deepEqual(problems, []);
    assert.notEqual(experiment, undefined);
  });

  it('refuses a text that is too long before it parses it', () => {
    const { problems } = parseExperiment(`kind: merge # ${'x'.repeat(MAX_CHARACTERS)}`, FILE);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['experiment-too-large'],
    );
  });

  it('survives thousands of open brackets and of keys', () => {
    for (const text of ['['.repeat(100_000), '{a: '.repeat(50_000), 'a: '.repeat(50_000), '- '.repeat(100_000)]) {
      assert.ok(parseExperiment(text, FILE).problems.length > 0);
    }
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${String(i)}: 1`).join('\n');
    assert.equal(parseExperiment(`kind: merge\n${keys}`, FILE).problems.length, 200);
  });

  it('does not let a file reach the prototype of anything', () => {
    parseExperiment('kind: merge\n__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\n', FILE);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});

describe('parseExperiment on any text', () => {
  const alphabet = fc.constantFrom(
    ...[
      'kind: merge',
      'merge_method',
      'models',
      'model',
      'parameters',
      'matrix',
      'weight',
      'slices',
      'sources',
      'output',
    ],
    ...[
      ': ',
      '- ',
      '\n',
      '\n  ',
      '\n    ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '*a',
      '&a ',
      '"',
      "'",
      '|',
      '>',
      '#',
      '<<: ',
      '---',
      '?',
    ],
    ...[
      '1',
      '0.5',
      '.nan',
      'true',
      'null',
      '~',
      'linear',
      'ties',
      './a',
      '\t',
      '!!str ',
      '%',
      '{run}',
      '__proto__',
      'é',
    ],
  );
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(alphabet, { maxLength: 60 }).map((parts) => parts.join('')),
  );

  it('never throws, places every problem, and has words for it', () => {
    fc.assert(
      fc.property(text, (one) => {
        const parsed = parseExperiment(one, FILE);
        for (const problem of parsed.problems) {
          assert.ok((problem.where.line ?? 0) >= 1 && (problem.where.column ?? 0) >= 1);
          assert.doesNotMatch(formatProblem(problem), /undefined|\[object|\{\d\}/);
        }
        const hasErrors = parsed.problems.some(({ severity }) => severity === 'error');
        assert.equal(parsed.experiment === undefined, hasErrors);
      }),
      { seed: 3, numRuns: 800 },
    );
  });

  it('accepts or explains every mapping of known keys to any values', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const file = fc.record(
      {
        merge_method: fc.oneof(fc.constantFrom('linear', 'ties', 'pcb', 'slerp'), value),
        models: fc.oneof(fc.array(fc.record({ model: fc.oneof(fc.string(), value), parameters: value })), value),
        base_model: fc.oneof(fc.string(), value),
        parameters: fc.oneof(fc.dictionary(fc.constantFrom('weight', 'ratio', 'lambda', 'lambdas', 't'), value), value),
        matrix: fc.oneof(fc.dictionary(fc.constantFrom('seed', 'parameters.ratio', 'models.0.model'), value), value),
        slices: value,
        modules: value,
        tokenizer: value,
        seed: value,
        output: fc.oneof(fc.string(), value),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(file, fc.boolean(), (one, isOurs) => {
        const parsed = parseExperiment(JSON.stringify(isOurs ? { kind: 'merge', ...one } : one), FILE);
        assert.equal(
          parsed.experiment === undefined,
          parsed.problems.some(({ severity }) => severity === 'error'),
        );
      }),
      { seed: 4, numRuns: 800 },
    );
  });
});
