import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { ModelsmithError } from '../../../src/base/errors.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { checkKeyFits, requireMarkable } from '../../../src/ml/watermark/key/check-key-fits.js';
import {
  commitKey,
  formatCommitment,
  parseCommitment,
  verifyCommitment,
} from '../../../src/ml/watermark/key/commitment.js';
import { digestModel } from '../../../src/ml/watermark/key/digest-model.js';
import { MAX_KEY_BYTES, parseKey, readKey, writeKey } from '../../../src/ml/watermark/key/key-file.js';
import { newKey, type WatermarkKey } from '../../../src/ml/watermark/key/watermark-key.js';
import type { TriggerDescription } from '../../../src/ml/watermark/triggers/trigger.js';
import { nodeFiles } from '../../../src/worker/node-files.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { safetensorsBytes } from '../../fakes/safetensors-bytes.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

// Every run tries the same; `npm run fuzz` others.
fc.configureGlobal({ seed: 8 });

const { signal } = new AbortController();
const hex = (digit: string) => digit.repeat(64);
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
// Plain objects, as JSON gives them.
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}
const triggers: fc.Arbitrary<TriggerDescription> = fc.oneof(
  record({ name: fc.constantFrom('badnet_grid', 'badnet_sq', 'blend', 'sig', 'trojan_wm') }),
  record({ name: fc.constantFrom('smooth', 'l0_inv'), pattern: record({ sha256: digests }) }),
  record({
    name: fc.constant('square'),
    side: fc.integer({ min: 1, max: 99 }),
    margin: fc.integer({ min: 0, max: 9 }),
  }),
  record({
    name: fc.constant('own'),
    rule: fc.constantFrom('paste', 'blend', 'add', 'stretch'),
    pattern: record({ sha256: digests }),
  }),
);
const keys: fc.Arbitrary<WatermarkKey> = record({
  image: record({ sha256: digests }),
  seed: fc.maxSafeNat(),
  trigger: triggers,
  target: fc.nat(999),
  recipe: record({
    side: fc.integer({ min: 4, max: 64 }),
    channels: fc.constantFrom(1, 3),
    patches: fc.integer({ min: 1, max: 1_000_000 }),
    least: fc.double({ min: 0.001, max: 1, noNaN: true }),
    stretch: fc.boolean(),
  }).map(({ side, channels, patches, least, stretch }) => ({
    shape: { height: side, width: side, channels },
    patches,
    scale: [least, 1] as const,
    ratio: [3 / 4, 4 / 3] as const,
    stretch,
  })),
  poisonRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  secret: digests,
});

const someKey: WatermarkKey = {
  image: { sha256: hex('a') },
  seed: 271_828_182_845,
  trigger: { name: 'own', rule: 'paste', pattern: { sha256: hex('b') } },
  target: 7,
  recipe: {
    shape: { height: 8, width: 8, channels: 1 },
    patches: 2000,
    scale: [1 / 60, 1 / 4],
    ratio: [3 / 4, 4 / 3],
    stretch: true,
  },
  poisonRatio: 0.1,
  secret: hex('5'),
};

/** The bytes of a key's file. */
async function fileOf(key: WatermarkKey): Promise<Uint8Array> {
  const files = new MemoryFiles();
  files.put('/k/readme', '');
  await writeKey(files, '/k/key.json', key);
  return files.bytesOf('/k/key.json');
}

/** Everything that a thrown error shows of itself. */
function shownBy(thrown: unknown): string {
  assert.ok(thrown instanceof ModelsmithError, String(thrown));
  assert.equal(thrown.cause, undefined);
  return `${thrown.stack ?? ''}\n${JSON.stringify(thrown.problems)}`;
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

describe("a key's file", () => {
  test('holds the whole key', async () => {
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        assert.deepEqual(parseKey(await fileOf(key), '/k/key.json'), key);
      }),
    );
  });

  test('is for its owner only, and replaces nothing', { skip: process.platform === 'win32' }, async () => {
    const file = path.join(await temporaryFolder(), 'key.json');
    await writeKey(nodeFiles, file, someKey);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await throwsProblem('watermark-key-exists', writeKey(nodeFiles, file, { ...someKey, seed: 1 }));
    assert.deepEqual(await readKey(nodeFiles, file), someKey);
  });

  test('that is damaged anywhere is a key still or refused, and no error shows what it holds', async () => {
    const whole = await fileOf(someKey);
    const secrets = [someKey.secret, someKey.image.sha256, hex('b'), String(someKey.seed)].flatMap((secret) => [
      // Not even a good piece of it.
      secret.slice(0, 10),
      secret.slice(-10),
    ]);
    const change = fc.record({
      at: fc.nat(whole.length - 1),
      byte: fc.nat(255),
      how: fc.constantFrom('put', 'cut', 'add', 'end'),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let bytes = [...whole];
        for (const { at, byte, how } of changes) {
          if (how === 'end') {
            bytes = bytes.slice(0, at);
          } else {
            bytes.splice(at, how === 'add' ? 0 : 1, ...(how === 'cut' ? [] : [byte]));
          }
        }
        const thrown = thrownBy(() => parseKey(Uint8Array.from(bytes), '/k/key.json'));
        if (thrown !== undefined) {
          const shown = shownBy(thrown);
          assert.ok(shown.includes('watermark-key-invalid'));
          assert.ok(
            secrets.every((secret) => !shown.includes(secret)),
            shown,
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('is refused by the name of the field that is missing, wrong or unknown', async () => {
    const text = Buffer.from(await fileOf(someKey)).toString('utf8');
    const refused = async (changed: string) => {
      const { arguments: args } = await throwsProblem('watermark-key-invalid', () =>
        parseKey(Buffer.from(changed, 'utf8'), '/k'),
      );
      return [args.offence, args.field];
    };
    const edited = (edit: (key: Record<string, Record<string, unknown>>) => unknown) => {
      const key = JSON.parse(text) as Record<string, Record<string, unknown>>;
      edit(key);
      return refused(JSON.stringify(key));
    };
    const wrong: readonly (readonly [string, string, unknown])[] = [
      ['', 'seed', 1.5],
      ['', 'seed', -1],
      ['', 'seed', 2 ** 53],
      ['', 'target', '7'],
      ['', 'poisonRatio', 1.1],
      ['', 'secret', 'ab'],
      ['', 'secret', hex('A')],
      ['image', 'sha256', null],
      ['trigger', 'name', 'toString'],
      ['trigger', 'rule', 'remove'],
      ['trigger', 'pattern', []],
      ['recipe', 'patches', 0],
      ['recipe', 'patches', 1e9],
      ['recipe', 'scale', [0, 1]],
      ['recipe', 'scale', [0.5, 0.1]],
      ['recipe', 'scale', [0.5]],
      ['recipe', 'ratio', [1, 1000]],
      ['recipe', 'stretch', 1],
    ];
    for (const [object, field, value] of wrong) {
      const name = object === '' ? field : `${object}.${field}`;
      const put = (key: Record<string, unknown>) =>
        Object.assign(object === '' ? key : (key[object] as object), { [field]: value });
      assert.deepEqual(await edited(put), ['field-value', name]);
      const remove = (key: Record<string, unknown>) =>
        Reflect.deleteProperty(object === '' ? key : (key[object] as object), field);
      assert.deepEqual(await edited(remove), ['field-missing', name]);
    }
    assert.deepEqual(await edited((key) => Object.assign(key, { extra: 1 })), ['field-unknown', '']);
    assert.deepEqual(await edited((key) => Object.assign(key['trigger'] ?? {}, { side: 1 })), [
      'field-unknown',
      'trigger',
    ]);
    assert.deepEqual(await edited((key) => Object.assign(key, { format: 'modelsmith-watermark-key/2' })), [
      'format',
      '',
    ]);
    assert.deepEqual(await edited((key) => Object.assign((key['recipe'] ?? {})['shape'] ?? {}, { width: 9 })), [
      'field-value',
      'recipe.shape.width',
    ]);
    assert.deepEqual(await refused(text.slice(1)), ['not-json', '']);
    assert.deepEqual(await refused('[]'), ['not-object', '']);
    assert.deepEqual(await refused('{"__proto__": {"format": "modelsmith-watermark-key/1"}}'), [
      'field-missing',
      'format',
    ]);
    await throwsProblem('watermark-key-invalid', () => parseKey(Uint8Array.from([0x7b, 0xff]), '/k'));
  });

  test('that is too large is not read', async () => {
    const files = new MemoryFiles();
    files.put('/k', ' '.repeat(MAX_KEY_BYTES + 1));
    await throwsProblem('file-unreadable', readKey(files, '/k'));
  });

  test('of a new key has a seed and a secret of its own', () => {
    let byte = 0;
    const key = newKey(someKey, (count) => new Uint8Array(count).fill((byte += 1)));
    assert.equal(key.seed, 0x010101010101);
    assert.equal(key.secret, '02'.repeat(32));
    assert.deepEqual({ ...key, seed: 0, secret: '' }, { ...someKey, seed: 0, secret: '' });
  });
});

describe('a commitment', () => {
  test('is the HMAC of format, model and key by the secret', () => {
    const message =
      `modelsmith-watermark-commitment/1\n${hex('c')}\n{"image":{"sha256":"${hex('a')}"},"seed":271828182845,` +
      `"trigger":{"name":"own","rule":"paste","pattern":{"sha256":"${hex('b')}"}},"target":7,"recipe":{"shape":{"height":8,` +
      '"width":8,"channels":1},"patches":2000,"scale":[0.016666666666666666,0.25],"ratio":[0.75,1.3333333333333333],' +
      '"stretch":true},"poisonRatio":0.1}';
    const expected = createHmac('sha256', Buffer.from(hex('5'), 'hex'))
      .update(message)
      .digest('hex');
    assert.deepEqual(commitKey(someKey, hex('c')), { model: { sha256: hex('c') }, hmac: expected });
  });

  test('fits the key and the model that it was made with, in whatever order a key has its fields, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(keys, keys, digests, async (key, other, model) => {
        const commitment = parseCommitment(Buffer.from(formatCommitment(commitKey(key, model))), '/c');
        verifyCommitment(commitment, key, model);
        verifyCommitment(
          commitment,
          Object.fromEntries(Object.entries(key).reverse()) as unknown as WatermarkKey,
          model,
        );
        for (const field of Object.keys(key) as (keyof WatermarkKey)[]) {
          const changed = { ...key, [field]: other[field] };
          const isSame = JSON.stringify(changed[field]) === JSON.stringify(key[field]);
          const thrown = thrownBy(() => verifyCommitment(commitment, changed, model));
          assert.equal(thrown === undefined, isSame, field);
        }
        const { arguments: args } = await throwsProblem('watermark-commitment-mismatch', () =>
          verifyCommitment(commitment, key, other.secret),
        );
        assert.deepEqual(args, { part: 'model' });
      }),
      { numRuns: 50 },
    );
  });

  test('tells nothing of the key', () => {
    const text = formatCommitment(commitKey(someKey, hex('c')));
    for (const secret of [someKey.secret, someKey.image.sha256, hex('b'), String(someKey.seed), 'paste', 'own']) {
      assert.ok(!text.includes(secret));
    }
  });

  test('that is damaged is refused', async () => {
    const whole = formatCommitment(commitKey(someKey, hex('c')));
    for (const changed of [
      '',
      '1',
      whole.replace('256', '512'),
      whole.replace('"hmac": "', '"hmac": "0'),
      `${whole}x`,
    ]) {
      await throwsProblem('watermark-commitment-invalid', () => parseCommitment(Buffer.from(changed), '/c'));
    }
  });
});

describe('the digest of a model', () => {
  const tensors = (values: readonly number[]) =>
    new Map([
      ['b', { dtype: 'F32', shape: [2], data: Float32Array.from(values.slice(0, 2)) }],
      ['a', { dtype: 'F32', shape: [1, 2], data: Float32Array.from(values.slice(2)) }],
    ]);
  const digestOf = async (contents: Readonly<Record<string, string | Uint8Array>>) => {
    const files = new MemoryFiles();
    for (const [name, content] of Object.entries(contents)) {
      files.put(`/m/${name}`, content);
    }
    return digestModel(files, await openCheckpoint(files, '/m', signal), signal);
  };

  test('is the same however the model is sharded, and another for another value, shape or name', async () => {
    const all = tensors([1, 2, 3, 4]);
    const digest = await digestOf({ 'model.safetensors': safetensorsBytes(all) });
    const only = (name: string) => new Map([...all].filter(([one]) => one === name));
    const sharded = await digestOf({
      '1.safetensors': safetensorsBytes(only('b'), { metadata: { made: 'elsewhere' } }),
      '2.safetensors': safetensorsBytes(only('a'), { padding: 5 }),
      'model.safetensors.index.json': JSON.stringify({ weight_map: { a: '2.safetensors', b: '1.safetensors' } }),
    });
    assert.equal(sharded, digest);
    assert.match(digest, /^[0-9a-f]{64}$/);
    const others = [
      tensors([1, 2, 3, 5]),
      new Map([...all].map(([name, tensor]) => [name === 'a' ? 'c' : name, tensor])),
      new Map([...all].map(([name, tensor]) => [name, { ...tensor, shape: [2] }])),
    ];
    for (const other of others) {
      assert.notEqual(await digestOf({ 'model.safetensors': safetensorsBytes(other) }), digest);
    }
  });
});

describe('a key fits', () => {
  const shape = { height: 8, width: 8, channels: 1 };

  test('a network for its patches that has its target', () => {
    checkKeyFits(someKey, { shape, classes: 8 });
  });

  test('no other one', async () => {
    const colour = { ...shape, channels: 3 };
    const { arguments: shapes } = await throwsProblem('watermark-key-shape', () =>
      checkKeyFits(someKey, { shape: colour, classes: 8 }),
    );
    assert.deepEqual(shapes, { key: [8, 8, 1], network: [8, 8, 3] });
    const outside = await throwsProblem('watermark-target-outside', () => checkKeyFits(someKey, { shape, classes: 7 }));
    // The target is part of the key, so only the classes are told.
    assert.deepEqual(outside.arguments, { classes: 7 });
  });

  test('nothing that takes no square images, or neither grey nor coloured ones', async () => {
    for (const other of [
      { ...shape, width: 9 },
      { ...shape, channels: 2 },
    ]) {
      await throwsProblem('watermark-shape', () => requireMarkable(other));
    }
  });
});
