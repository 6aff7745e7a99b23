import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { experimentJsonSchema, referenceRows, referenceSchemas, schemaTexts } from '../../src/experiments/reference.js';

describe('experimentJsonSchema', () => {
  const schema = experimentJsonSchema() as {
    readonly allOf: readonly { readonly if: unknown; readonly then: z.core.JSONSchema.BaseSchema }[];
    readonly $defs: Record<string, z.core.JSONSchema.BaseSchema>;
  };
  const [merge] = schema.allOf
    .filter((one) => JSON.stringify(one.if).includes('"merge"'))
    .map(({ then }) => z.fromJSONSchema({ ...then, $defs: schema.$defs }));
  const good = { kind: 'merge', merge_method: 'linear', models: [{ model: 'a', parameters: { weight: [1, 2] } }] };

  it('accepts an experiment', () => {
    assert.equal(merge?.safeParse(good).success, true);
    assert.equal(merge.safeParse({ ...good, matrix: { seed: [1, 2] }, resources: { memory: '2GB' } }).success, true);
  });

  it('refuses what the program refuses', () => {
    for (const wrong of [
      { ...good, merge_method: 'liner' },
      { ...good, sead: 1 },
      { ...good, models: [{ model: 1 }] },
      { ...good, models: [{ model: 'a', parameters: { weight: ['x'] } }] },
      { ...good, max_shard_size: '5 things' },
      { ...good, seed: 1.5 },
      { kind: 'merge' },
    ]) {
      assert.equal(merge?.safeParse(wrong).success, false, JSON.stringify(wrong));
    }
  });
});

describe('the reference', () => {
  it('describes every key of every schema', () => {
    for (const [name, schema] of Object.entries(referenceSchemas)) {
      const bare = referenceRows(schema, ['parameters']).filter(({ facts }) => (facts.description ?? '') === '');
      // The members of an alternative are described where it stands.
      assert.deepEqual(
        bare.map(({ key }) => `${name}: ${key}`).filter((key) => !/tokens\.<name>\.source\./.test(key)),
        [],
      );
    }
  });

  it('has sentences: a capital first, a full stop last', () => {
    for (const text of schemaTexts()) {
      assert.match(text, /^[\p{Lu}a-z].*[.)]$/u);
    }
  });
});
