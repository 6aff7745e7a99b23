import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carrierOfRun } from '../../../src/experiments/carriers/carrier-of-run.js';
import { parseExperiment } from '../../../src/experiments/parse.js';

const merge = 'kind: merge\nmerge_method: linear\nmodels: [{ model: ./a }]\nparameters: { weight: 1 }\n';

test('a merge is carried by a thread, unless our own networks score its candidates', () => {
  const carrierOf = (text: string): string | undefined => parseExperiment(text, '/x.yaml').experiment?.carrier;
  assert.equal(carrierOf(merge), 'thread');
  assert.equal(carrierOf(`${merge}evaluate: { type: command, command: [score] }`), 'thread');
  assert.equal(carrierOf(`${merge}evaluate: { type: dataset, data: { format: glyphs } }`), 'child');
});

test('a run is carried as it was recorded, else as its kind has it', () => {
  assert.equal(carrierOfRun({ kind: 'train' }), 'child');
  assert.equal(carrierOfRun({ kind: 'merge' }), 'thread');
  assert.equal(carrierOfRun({ kind: 'merge', carrier: 'child' }), 'child');
  assert.equal(carrierOfRun({ kind: 'a kind of a newer version' }), 'thread');
});
