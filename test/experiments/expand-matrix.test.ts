import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ModelsmithError } from '../../src/base/errors.js';
import type { Experiment } from '../../src/experiments/experiment.js';
import { expandMatrix } from '../../src/experiments/expand-matrix.js';
import { parseExperiment } from '../../src/experiments/parse.js';

const FILE = '/project/lab/grid.experiment.yaml';

function read(text: string): Experiment {
  const { experiment, problems } = parseExperiment(text, FILE);
  assert.ok(experiment, JSON.stringify(problems));
  return experiment;
}

const grid = (rest: string): Experiment =>
  read(`kind: merge\nbase_model: base\nmodels: # the tasks\n  - model: a\n  - model: b\nmerge_method: pcb\n${rest}`);

const parametersOf = ({ spec }: Experiment): unknown => (spec as { parameters: unknown }).parameters;

describe('expandMatrix', () => {
  it('gives an experiment without a matrix back', () => {
    const one = grid('');
    assert.deepEqual(expandMatrix(one), [one]);
  });

  it('makes one run for each combination, the last key varying fastest', () => {
    const runs = expandMatrix(grid('matrix: { parameters.ratio: [0.05, 0.1], seed: [1, 2] }\n'));
    assert.deepEqual(
      runs.map(({ matrixValues, seed }) => [matrixValues?.['parameters.ratio'], seed]),
      [
        [0.05, 1],
        [0.05, 2],
        [0.1, 1],
        [0.1, 2],
      ],
    );
    assert.deepEqual(runs.map(parametersOf), [{ ratio: 0.05 }, { ratio: 0.05 }, { ratio: 0.1 }, { ratio: 0.1 }]);
    assert.ok(runs.every(({ matrix }) => matrix === undefined));
  });

  it('keeps comments, and gives each run a text that says the same again', () => {
    for (const run of expandMatrix(
      grid('matrix: { models.1.model: [b, c], parameters.lambda: [1, 0.5] }\noutput: out/{run}\n'),
    )) {
      assert.match(run.source, /# the tasks/);
      assert.doesNotMatch(run.source, /matrix/);
      const again = read(run.source);
      assert.deepEqual({ ...again, matrixValues: run.matrixValues }, run);
    }
  });

  it('puts values into the output and leaves {run} for the run', () => {
    const outputs = expandMatrix(
      grid('matrix: { parameters.ratio: [0.05, 0.1] }\noutput: out/{parameters.ratio}-{run}\n'),
    );
    assert.deepEqual(
      outputs.map(({ output }) => output),
      ['out/0.05-{run}', 'out/0.1-{run}'],
    );
  });

  it('keeps values from leaving the folder of the output', () => {
    const runs = expandMatrix(grid('matrix: { base_model: [../../etc, .., org/base] }\noutput: out/{base_model}\n'));
    assert.deepEqual(
      runs.map(({ output }) => output),
      ['out/..-..-etc', 'out/-', 'out/org-base'],
    );
  });

  it('sends results to the artifacts when the output names no run', () => {
    const runs = expandMatrix(grid('matrix: { seed: [1, 2] }\noutput: out\n'));
    assert.deepEqual(
      runs.map(({ output }) => output),
      [undefined, undefined],
    );
  });

  it('changes one use of an alias and not the others', () => {
    const text =
      'kind: merge\nmerge_method: linear\nmodels:\n  - { model: a, parameters: &p { weight: 1 } }\n  - { model: b, parameters: *p }\n';
    const [, second] = expandMatrix(read(`${text}matrix: { models.1.parameters.weight: [1, 2] }\n`));
    assert.deepEqual((second?.spec as { models: unknown }).models, [
      { model: 'a', parameters: { weight: 1 } },
      { model: 'b', parameters: { weight: 2 } },
    ]);
  });

  it('reads the runs of a mergekit file as mergekit does', () => {
    const text =
      'merge_method: linear\nmodels: [{ model: a, parameters: { weight: "1" } }]\nparameters: { normalize: off }\n';
    const runs = expandMatrix(read(`${text}matrix: { models.0.model: [a, "no"] }\n`));
    assert.deepEqual(
      runs.map(({ spec }) => spec),
      ['a', 'no'].map((model) => ({
        merge_method: 'linear',
        models: [{ model, parameters: { weight: 1 } }],
        parameters: { normalize: false },
        max_shard_size: '5GB',
        allow_nan: false,
      })),
    );
  });

  it('throws what is wrong with a combination only', () => {
    // lambda alone and lambdas alone are fine; each value is checked against the first of the others.
    const experiment = grid(
      'parameters: { lambda: 1 }\nmatrix: { merge_method: [ties, pcb], models.0.parameters.weight: [1], models.1.parameters.weight: [1, -1] }\n',
    );
    assert.equal(expandMatrix(experiment).length, 4);
  });

  it('throws problems as such', () => {
    const experiment: Experiment = {
      ...grid('matrix: { seed: [1] }\n'),
      source: 'kind: merge\nmatrix: { seed: [1] }\n',
    };
    assert.throws(() => expandMatrix(experiment), ModelsmithError);
  });
});
