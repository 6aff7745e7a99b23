import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editJson } from '../../../../src/engines/merge/output/edit-json.js';

test('a value is replaced where it stands, everything else keeps its spelling', () => {
  const text = '{\n  "rope_theta": 10000.0,\n  "eps": 1e-06,\n  "num_hidden_layers": 2,\n  "x": NaN\n}\n';
  assert.equal(
    editJson(text, [{ path: ['num_hidden_layers'], value: 30 }]),
    '{\n  "rope_theta": 10000.0,\n  "eps": 1e-06,\n  "num_hidden_layers": 30,\n  "x": NaN\n}\n',
  );
});

test('a key that is missing is added at the end of its object', () => {
  assert.equal(editJson('{\n  "a": 1\n}', [{ path: ['b'], value: [true] }]), '{\n  "a": 1,\n  "b": [true]\n}');
  assert.deepEqual(JSON.parse(editJson('{ }', [{ path: ['b'], value: 1 }])), { b: 1 });
  assert.deepEqual(JSON.parse(editJson('{"a": {}}', [{ path: ['a', 'b'], value: 'x' }])), { a: { b: 'x' } });
});

test('nested values are reached, and only objects are entered', () => {
  const text = '{"text_config": {"dtype": "float32", "n": [1, {"dtype": 2}]}, "other": 3}';
  const edits = [
    { path: ['text_config', 'dtype'], value: 'bfloat16' },
    { path: ['other', 'dtype'], value: 1 },
    { path: ['nowhere', 'dtype'], value: 1 },
  ];
  assert.equal(editJson(text, edits), '{"text_config": {"dtype": "bfloat16", "n": [1, {"dtype": 2}]}, "other": 3}');
});

test('quotes and braces within strings and odd keys do no harm', () => {
  const text = '{"a\\"}": "}{", "__proto__": {"b": "\\\\"}, "c": 1}';
  const edited = editJson(text, [
    { path: ['__proto__', 'b'], value: 2 },
    { path: ['c'], value: 3 },
  ]);
  assert.equal(edited, '{"a\\"}": "}{", "__proto__": {"b": 2}, "c": 3}');
});

test('any object with any top-level edits reads as the object with those values', () => {
  const key = fc.string({ maxLength: 8 }).filter((name) => name !== '__proto__');
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.jsonValue()),
      fc.dictionary(key, fc.jsonValue()),
      fc.nat(4),
      (object, wanted, indent) => {
        const text = JSON.stringify(object, null, indent);
        const edits = Object.entries(wanted).map(([name, value]) => ({ path: [name], value }));
        assert.deepEqual(JSON.parse(editJson(text, edits)), JSON.parse(JSON.stringify({ ...object, ...wanted })));
      },
    ),
    { seed: 5 },
  );
});
