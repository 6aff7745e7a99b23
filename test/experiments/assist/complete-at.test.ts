import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kinds } from '../../../src/engines/kinds.js';
import { completeAt } from '../../../src/experiments/assist/complete-at.js';
import { describeAt } from '../../../src/experiments/assist/describe-at.js';

/** The words that are offered where a text has a bar. */
function offered(text: string): readonly string[] | undefined {
  const offset = text.indexOf('|');
  return completeAt(text.replace('|', ''), offset)?.items.map(({ word }) => word);
}

const HEAD = 'kind: merge\nmerge_method: ties\n';

describe('completeAt', () => {
  it('offers kinds in an empty file, and what comes before everything else', () => {
    assert.ok(offered('|')?.includes('kind'));
    assert.deepEqual(offered('kind: |'), [...kinds.keys()]);
  });

  it('offers the keys of the top level that are not there yet', () => {
    const words = offered(`${HEAD}models:\n  - model: a\n|`) ?? [];
    assert.ok(words.includes('base_model'));
    assert.ok(words.includes('output'));
    assert.ok(!words.includes('models'));
    assert.ok(!words.includes('kind'));
  });

  it('offers the methods for merge_method, each with what it does', () => {
    const text = 'kind: merge\nmerge_method: t';
    const items = completeAt(text, text.length)?.items ?? [];
    const ties = items.find(({ word }) => word === 'ties');
    assert.ok(ties?.type === 'value' && (ties.description ?? '').length > 10);
  });

  it('offers what the method takes, and in an entry only what each model has', () => {
    assert.deepEqual(offered(`${HEAD}parameters:\n  |`), [
      'weight',
      'density',
      'normalize',
      'rescale',
      'lambda',
      'int8_mask',
    ]);
    assert.deepEqual(offered(`${HEAD}models:\n  - model: a\n    parameters:\n      weight: 1\n      |`), ['density']);
  });

  it('offers keys in braces on one line', () => {
    assert.deepEqual(offered(`${HEAD}models:\n  - { model: a, parameters: { weight: 1, | } }`), ['density']);
    assert.deepEqual(offered(`${HEAD}models:\n  - { mod|`), ['model', 'parameters']);
    assert.deepEqual(offered('kind: merge\nmerge_method: slerp\nparameters: { |\nbase_model: a\n'), ['t', 'int8_mask']);
  });

  it('offers the keys of an item behind its hyphen and below it', () => {
    assert.deepEqual(offered(`${HEAD}models:\n  - |`), ['model', 'parameters']);
    assert.deepEqual(offered(`${HEAD}models:\n  - model: a\n    |`), ['parameters']);
    assert.deepEqual(offered(`${HEAD}models:\n  - |\n    parameters: {}\n`), ['model']);
  });

  it('offers true and false, and the values of a choice', () => {
    assert.deepEqual(offered(`${HEAD}overwrite: |`), ['true', 'false']);
    assert.deepEqual(offered(`${HEAD}parameters:\n  normalize: t|`), ['true', 'false']);
    assert.deepEqual(offered('kind: merge\nmerge_method: pcb\nparameters: { scope: | }'), ['model', 'tensor']);
    assert.deepEqual(offered(`${HEAD}resources:\n  backend: |\n  workers: 1`), ['auto', 'native', 'wasm', 'cpu']);
  });

  it('knows where a model is named', () => {
    for (const text of [`${HEAD}base_model: ./`, `${HEAD}models:\n  - model: ./b`, `${HEAD}models: [{ model: `]) {
      assert.equal(completeAt(text, text.length)?.path, 'model');
    }
    assert.equal(completeAt(`${HEAD}output: `, HEAD.length + 8)?.path, undefined);
  });

  it('replaces the whole word at the cursor', () => {
    const text = `${HEAD}outp: x`;
    const found = completeAt(text, HEAD.length + 2);
    assert.deepEqual([found?.start, found?.end], [HEAD.length, HEAD.length + 4]);
    assert.ok(found?.items.some(({ word }) => word === 'output'));
  });

  it('works in a mergekit file', () => {
    assert.deepEqual(offered('merge_method: linear\nmodels:\n- model: a\n  parameters:\n    |'), ['weight']);
  });

  it('offers nothing in comments and where no key is known', () => {
    assert.equal(offered(`${HEAD}# pa|`), undefined);
    assert.equal(offered(`${HEAD}foo:\n  bar: |`), undefined);
  });

  it('never throws, wherever a cursor is in whatever text', () => {
    const text = `${HEAD}models:\n  - model: a\n    parameters: { weight: [1, 2], density: 0.5 } # why\nparameters:\n  normalize: true\n`;
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.nat(text.length), (from, to, cursor) => {
        const cut = text.slice(0, Math.min(from, to)) + text.slice(Math.max(from, to));
        completeAt(cut, Math.min(cursor, cut.length));
        describeAt(cut, Math.min(cursor, cut.length));
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe('describeAt', () => {
  const text = `${HEAD}models:\n  - model: a\n    parameters: { density: 0.5 }\n`;

  it('describes a key, with its default and limits', () => {
    const found = describeAt(`${text}seed: 3\n`, text.length + 1);
    assert.equal(found?.key, 'seed');
    assert.equal(found.facts.default, '0');
    assert.equal(found.facts.minimum, 0);
    assert.equal(found.facts.maximum, undefined);
    assert.match(found.facts.description ?? '', /random/);
  });

  it('describes a parameter deep in the file', () => {
    const found = describeAt(text, text.indexOf('density') + 3);
    assert.equal(found?.key, 'density');
    assert.match(found.facts.description ?? '', /kept/);
  });

  it('describes the value of a choice', () => {
    const found = describeAt(text, text.indexOf('ties') + 1);
    assert.equal(found?.choice?.value, 'ties');
    assert.match(found.choice.description ?? '', /sign/);
  });

  it('is silent about what it does not know', () => {
    assert.equal(describeAt('kind: merge\nfoo: 1\n', 13), undefined);
    assert.equal(describeAt('foo: 1\n', 1), undefined);
  });
});
