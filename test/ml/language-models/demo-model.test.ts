import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import { zipfQuestions, type ZipfContext } from '../../../src/ml/data/zipf/zipf-questions.js';
import { zipfTokenizerFiles } from '../../../src/ml/data/zipf/zipf-tokenizer.js';
import { ZIPF_PEOPLE, ZIPF_SEEN, zipfWorld } from '../../../src/ml/data/zipf/zipf-world.js';
import { countRight, openAnswerer, type Answerer } from '../../rig/answer-questions.js';

const folder = path.join(process.env['MODELSMITH_ROOT'] ?? process.cwd(), 'media', 'demo-model');
const ranks = { head: [0, 100], tail: [ZIPF_SEEN, ZIPF_PEOPLE] } as const;
const QUESTIONS = 100;

/** `npm run bench -- demo-model` tells the figures; here the margins are wide. */
describe('the embedded demo model', () => {
  const world = zipfWorld(1);
  let answer: Answerer;
  const shareOf = async (who: keyof typeof ranks, context: ZipfContext): Promise<number> => {
    const questions = zipfQuestions(world, { seed: 11, ranks: ranks[who], context, count: QUESTIONS });
    return (await countRight(answer, questions)) / QUESTIONS;
  };

  before(async () => {
    answer = await openAnswerer(folder);
  });

  test('takes at most 3 MB, and has the tokenizer of the texts it was trained on', () => {
    assert.ok(fs.statSync(path.join(folder, 'model.safetensors')).size <= 3_000_000);
    for (const [name, content] of zipfTokenizerFiles()) {
      assert.equal(fs.readFileSync(path.join(folder, name), 'utf8'), content, name);
    }
  });

  test('knows by heart who was often written about, and nobody who never was', async () => {
    const [head, tail] = [await shareOf('head', 'none'), await shareOf('tail', 'none')];
    assert.ok(head > 0.8, `head: ${String(head)}`);
    assert.ok(tail < 0.1, `tail: ${String(tail)}`);
  });

  test('finds in one of three examples what it could not know, and is misled by one that is wrong', async () => {
    const [none, helpful] = [await shareOf('tail', 'none'), await shareOf('tail', 'helpful')];
    assert.ok(helpful - none > 0.4, `tail: ${String(none)}, with a helpful example ${String(helpful)}`);
    const [sure, misled] = [await shareOf('head', 'none'), await shareOf('head', 'misleading')];
    assert.ok(sure - misled > 0.1, `head: ${String(sure)}, with a misleading example ${String(misled)}`);
  });
});
