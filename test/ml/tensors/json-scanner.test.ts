import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { JsonScanner, JsonSyntaxError } from '../../../src/ml/tensors/json-scanner.js';
import { MAX_JSON_DEPTH } from '../../../src/ml/tensors/limits.js';

/** Reads a whole document by the scanner's calls alone. */
function read(text: string): unknown {
  const scanner = new JsonScanner(text);
  const value = readValue(scanner);
  if (scanner.kind() !== 'end') {
    throw new JsonSyntaxError(scanner.position);
  }
  return value;
}

function readValue(scanner: JsonScanner): unknown {
  switch (scanner.kind()) {
    case 'object': {
      const entries: [string, unknown][] = [];
      scanner.readObject((key) => entries.push([key, readValue(scanner)]));
      return Object.fromEntries(entries);
    }
    case 'array': {
      const items: unknown[] = [];
      scanner.readArray(() => items.push(readValue(scanner)));
      return items;
    }
    case 'string':
      return scanner.readString();
    case 'number':
      return Number(scanner.readNumber());
    case 'literal':
      return JSON.parse(scanner.readLiteral()) as unknown;
    default:
      throw new JsonSyntaxError(scanner.position);
  }
}

function outcome(action: () => unknown): { readonly value: unknown } | 'refused' {
  try {
    return { value: action() };
  } catch (thrown) {
    assert.ok(thrown instanceof SyntaxError || thrown instanceof JsonSyntaxError, String(thrown));
    return 'refused';
  }
}

/** True where the two must differ: halves of surrogate pairs, which JSON.parse lets pass. */
function hasLoneSurrogate(text: string): boolean {
  return /\\u[dD][89a-fA-F]/.test(text) || /\p{Surrogate}/u.test(text);
}

test('reads what JSON.parse reads, and means the same', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6, stringUnit: 'grapheme' }), fc.nat(3), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), undefined, indent);
      assert.deepEqual(read(text), JSON.parse(text));
    }),
    { seed: 5, numRuns: 500 },
  );
});

test('refuses what JSON.parse refuses, and nothing else', () => {
  const noise = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '0',
    '-',
    '.',
    'e',
    't',
    'null',
    ' ',
    '\u00a0',
    '\u0001',
    '\\u0041',
    '\n',
  );
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat(2), noise, (json, position, cut, inserted) => {
      const at = position % (json.length + 1);
      const text = json.slice(0, at) + inserted + json.slice(at + cut);
      fc.pre(!hasLoneSurrogate(text));
      assert.deepEqual(
        outcome(() => read(text)),
        outcome(() => JSON.parse(text) as unknown),
      );
    }),
    { seed: 6, numRuns: 5_000 },
  );
});

test('skipping a value ends where reading it ends', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (json) => {
      const scanner = new JsonScanner(`${json} ,`);
      scanner.skipValue();
      assert.equal(scanner.position, json.length);
    }),
    { seed: 7 },
  );
});

test('keeps the text of numbers and every key of an object', () => {
  const scanner = new JsonScanner('{"a":1.0,"a":-0,"__proto__":1e3}');
  const seen: string[] = [];
  scanner.readObject((key) => seen.push(key, scanner.readNumber()));
  assert.deepEqual(seen, ['a', '1.0', 'a', '-0', '__proto__', '1e3']);
});

test('refuses half a surrogate pair, reads a whole one', () => {
  for (const text of ['"\\ud83d"', '"\\ud83dx"', '"\\ud83d\\u0041"', '"\\ude00"', '"\\ud83d\\ud83d"']) {
    assert.equal(
      outcome(() => read(text)),
      'refused',
      text,
    );
  }
  assert.equal(read('"\\ud83d\\ude00"'), '\u{1f600}');
});

test('stops at its depth limit instead of exhausting the stack', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  new JsonScanner(nested(MAX_JSON_DEPTH)).skipValue();
  for (const depth of [MAX_JSON_DEPTH + 1, 1_000_000]) {
    assert.throws(() => {
      new JsonScanner(nested(depth)).skipValue();
    }, JsonSyntaxError);
  }
});

test("Python's numbers are literals only when asked for", () => {
  assert.equal(new JsonScanner('NaN').kind(), 'other');
  for (const text of ['NaN', 'Infinity', '-Infinity', 'true']) {
    assert.equal(new JsonScanner(text, { pythonNumbers: true }).readLiteral(), text);
  }
});
