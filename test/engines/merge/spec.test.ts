import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import { formatProblem } from '../../../src/base/texts/format-problem.js';
import { methods } from '../../../src/engines/merge/methods/methods.js';
import { methodSummaries, parameterDescriptions } from '../../../src/engines/merge/spec/descriptions.js';
import { plainReference } from '../../../src/engines/merge/spec/merge-levels.js';
import { methodDeclarations, parametersOf } from '../../../src/engines/merge/spec/methods.js';
import { relevantMergeKeys } from '../../../src/engines/merge/spec/relevant-keys.js';
import { parseExperiment } from '../../../src/experiments/parse.js';

const golden = path.join(process.env['GOLDEN_DIR'] ?? '', 'merge', 'manifest.json');

describe('the declared methods', () => {
  it('are those that the engine has', () => {
    assert.deepEqual(methodDeclarations.map(({ name }) => name).toSorted(), [...methods.keys()].toSorted());
  });

  it('have a summary each, and a description for every parameter', () => {
    for (const method of methodDeclarations) {
      assert.ok((methodSummaries[method.name] ?? '').length > 20, method.name);
      for (const { name } of parametersOf(method)) {
        assert.ok((parameterDescriptions[name] ?? '').length > 10, name);
      }
    }
    const described = [...Object.keys(methodSummaries), ...Object.keys(parameterDescriptions)];
    const known = methodDeclarations.flatMap((method) => [
      method.name,
      ...parametersOf(method).map(({ name }) => name),
    ]);
    assert.deepEqual(
      described.filter((name) => !known.includes(name)),
      [],
    );
  });

  it('have defaults in their own range', () => {
    for (const parameter of methodDeclarations.flatMap(parametersOf)) {
      if (parameter.type === 'number' && parameter.default !== undefined) {
        assert.ok(parameter.default >= (parameter.minimum ?? -Infinity), parameter.name);
        assert.ok(parameter.default <= (parameter.maximum ?? Infinity), parameter.name);
      }
    }
  });
});

describe('configurations of mergekit', { skip: fs.existsSync(golden) ? false : 'no golden files of merging' }, () => {
  const manifest = fs.existsSync(golden)
    ? (JSON.parse(fs.readFileSync(golden, 'utf8')) as GoldenManifest)
    : { cases: [] };
  for (const { id, config } of manifest.cases) {
    const isBuilt = methodDeclarations.some(({ name }) => name === config.merge_method);
    it(`are read as they are: ${id}`, { skip: isBuilt ? false : `there is no ${config.merge_method}` }, () => {
      const { experiment, problems, isMergekit } = parseExperiment(JSON.stringify(config), '/golden/case.yml');
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error').map((problem) => formatProblem(problem)),
        [],
      );
      assert.equal(isMergekit, true);
      assert.equal((experiment?.spec as { merge_method: string }).merge_method, config.merge_method);
    });
  }
});

interface GoldenManifest {
  readonly cases: readonly { readonly id: string; readonly config: { readonly merge_method: string } }[];
}

describe('plainReference', () => {
  it('gives two ways to write a path the same form', () => {
    for (const [written, plain] of [
      ['./math', 'math'],
      ['math/', 'math'],
      ['a/../math', 'math'],
      ['../math/.', '../math'],
      ['../../a', '../../a'],
      ['/models//a', '/models/a'],
      ['models\\a', 'models/a'],
      ['org/model@main', 'org/model@main'],
    ] as const) {
      assert.equal(plainReference(written), plain);
    }
  });
});

describe('relevantMergeKeys', () => {
  const method = (name: string) => (key: string) => (key === 'merge_method' ? name : undefined);

  it('gives what the method takes at each level', () => {
    assert.deepEqual(relevantMergeKeys(['models', 0, 'parameters'], method('ties')), ['weight', 'density']);
    assert.deepEqual(relevantMergeKeys(['parameters'], method('slerp')), ['t', 'int8_mask']);
    assert.deepEqual(relevantMergeKeys(['slices', 0, 'parameters'], method('pcb')), []);
  });

  it('has no opinion elsewhere, and on methods that do not exist', () => {
    assert.equal(relevantMergeKeys([], method('ties')), undefined);
    assert.equal(relevantMergeKeys(['parameters'], method('tiess')), undefined);
  });
});
