import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import { zipfQuestions } from '../../../src/ml/data/zipf/zipf-questions.js';
import { zipfTokenizerFiles } from '../../../src/ml/data/zipf/zipf-tokenizer.js';
import { ZIPF_PEOPLE, ZIPF_SEEN, zipfWorld } from '../../../src/ml/data/zipf/zipf-world.js';
import { firstNames, relations, surnames } from '../../../src/ml/data/zipf/words.js';

const world = zipfWorld(1);
const nameOf = /[A-Z][a-z]+ [A-Z][a-z]+(?= |\?)/;
const namesIn = (text: string): readonly string[] =>
  text.split('\n').map((line) => nameOf.exec(line.replace(/^\w+/, ''))?.[0] ?? '');

describe('the Zipf world', () => {
  test('a thousand people of different names, several with each first name and surname', () => {
    const names = world.people.map(({ name }) => name);
    assert.equal(new Set(names).size, ZIPF_PEOPLE);
    for (const part of [0, 1]) {
      const shared = new Map<string, number>();
      for (const name of names) {
        const one = name.split(' ')[part] ?? '';
        shared.set(one, (shared.get(one) ?? 0) + 1);
      }
      assert.ok([...shared.values()].every((count) => count > 1));
    }
    assert.deepEqual([new Set(firstNames).size, new Set(surnames).size], [40, 80]);
    assert.deepEqual(
      relations.map(({ answers }) => new Set(answers).size),
      [48, 48, 48, 48],
    );
  });

  test('text i is the same whoever asks, and another one for another seed', () => {
    assert.equal(zipfWorld(1).document(123_456), world.document(123_456));
    assert.notEqual(zipfWorld(2).document(123_456), world.document(123_456));
  });

  test('exposure falls as 1 / rank, to 5 standard errors, and the last ranks are never written about', () => {
    const counts = new Float64Array(ZIPF_PEOPLE);
    const ranks = new Map(world.people.map(({ name }, rank) => [name, rank]));
    let facts = 0;
    for (let i = 0; i < 8000; i += 2) {
      for (const name of namesIn(world.document(i))) {
        const rank = ranks.get(name);
        assert.ok(rank !== undefined, name);
        counts[rank] = (counts[rank] ?? 0) + 1;
        facts++;
      }
    }
    let harmonic = 0;
    for (let rank = 0; rank < ZIPF_SEEN; rank++) {
      harmonic += 1 / (rank + 1);
    }
    for (const rank of [0, 1, 5, 20, 100]) {
      const expected = facts / harmonic / (rank + 1);
      assert.ok(
        Math.abs((counts[rank] ?? 0) - expected) < 5 * Math.sqrt(expected),
        `${rank}: ${counts[rank]} ${expected}`,
      );
    }
    assert.ok(counts.subarray(ZIPF_SEEN).every((count) => count === 0));
  });

  test('texts about strangers ask again what they told; some have names of known people, none of unseen ones', () => {
    const ranks = new Map(world.people.map(({ name }, rank) => [name, rank]));
    let known = 0;
    for (let i = 1; i < 1000; i += 2) {
      const names = namesIn(world.document(i));
      assert.equal(names.length, 7);
      assert.ok(
        names.every((name) => name !== '' && (ranks.get(name) ?? 0) < ZIPF_SEEN),
        names.join(),
      );
      known += names.slice(0, 3).filter((name) => ranks.has(name)).length;
      const answers = world
        .document(i)
        .split('\n')
        .map((line) => line.split('? ')[1]);
      assert.equal(new Set(names.slice(0, 3)).size, 3);
      for (let again = 3; again < names.length; again++) {
        assert.equal(answers[again], answers[names.indexOf(names[again] ?? '')]);
      }
    }
    // A tenth of 1,500 strangers, to 5 standard errors.
    assert.ok(Math.abs(known - 150) < 5 * Math.sqrt(150 * 0.9), String(known));
  });

  test('texts can be about known people alone, of whom they may tell a single relation, or strangers', () => {
    const known = new Set(world.people.map(({ name }) => name));
    const trades = relations.find(({ name }) => name === 'trade')?.answers ?? [];
    const about = (options: Parameters<typeof zipfWorld>[1]): readonly string[] =>
      Array.from({ length: 60 }, (_, i) => zipfWorld(1, options).document(i));
    for (const text of about({ about: 'known', relations: ['trade'] })) {
      assert.ok(namesIn(text).every((name) => known.has(name)));
      assert.ok(text.split('\n').every((line) => trades.includes(/(\w+)\.$/.exec(line)?.[1] ?? '')));
    }
    for (const text of about({ about: 'strangers', relations: ['trade'] })) {
      assert.equal(new Set(namesIn(text).slice(0, 3)).size, 3);
      assert.ok(
        namesIn(text)
          .slice(3)
          .every((name) => namesIn(text).slice(0, 3).includes(name)),
      );
    }
  });

  test('a question is the same in every context; helpful examples hold its answer, misleading ones another', () => {
    const options = { seed: 4, ranks: [700, 1000], count: 200 } as const;
    const [none, unrelated, helpful, misleading] = (['none', 'unrelated', 'helpful', 'misleading'] as const).map(
      (context) => zipfQuestions(world, { ...options, context }),
    );
    for (const [i, { rank, prompt, answer }] of (none ?? []).entries()) {
      const person = world.people[rank]?.name ?? '';
      assert.ok(rank >= 700 && prompt.includes(person) && prompt.endsWith('?'));
      const shown = [unrelated, helpful, misleading].map((questions) => {
        const lines = questions?.[i]?.prompt.split('\n') ?? [];
        assert.deepEqual([lines.length, lines.at(-1), questions?.[i]?.answer], [4, prompt, answer]);
        return lines.slice(0, 3).filter((line) => line.includes(`${person} `) || line.includes(`${person}?`));
      });
      assert.deepEqual(
        shown.map((lines) => lines.length),
        [0, 1, 1],
      );
      assert.ok(shown[1]?.[0]?.endsWith(`? ${answer}.`));
      assert.ok(!shown[2]?.[0]?.endsWith(` ${answer}.`));
    }
  });
});

describe('the tokenizer of the Zipf world', () => {
  const files = zipfTokenizerFiles();
  const tokenizer = new Tokenizer(
    JSON.parse(files.get('tokenizer.json') ?? '') as object,
    JSON.parse(files.get('tokenizer_config.json') ?? '') as object,
  );

  test('every word of a text is one token, and the text comes back', () => {
    for (let i = 0; i < 200; i++) {
      const text = world.document(i);
      const { ids, tokens } = tokenizer.encode(text);
      const words = text.match(/\w+|[?.\n]/g) ?? [];
      assert.equal(tokens.length, words.length + 1, text);
      assert.equal(tokenizer.decode(ids, { skip_special_tokens: true }), text);
    }
  });

  test('an answer is one token after its question; any other text falls apart into bytes and comes back', () => {
    for (const answer of relations.flatMap(({ answers }) => answers)) {
      assert.equal(tokenizer.encode(` ${answer}`, { add_special_tokens: false }).ids.length, 1, answer);
    }
    const other = 'Grüße, 4 + 5 = 9!';
    assert.equal(tokenizer.decode(tokenizer.encode(other).ids, { skip_special_tokens: true }), other);
  });
});
