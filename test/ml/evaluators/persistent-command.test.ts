import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { after, test } from 'node:test';
import type { CommandSettings } from '../../../src/ml/evaluators/command-settings.js';
import { PersistentCommand } from '../../../src/ml/evaluators/persistent-command.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { waitFor } from '../../fakes/wait-for.js';
import { hangsWithChild, isAlive, readIds, settingsFor } from './programs.js';

const { signal } = new AbortController();

/** Answers by the name of the model, and writes down each of its starts. */
const SOURCE = `
const fs = require('node:fs');
fs.appendFileSync('starts', process.pid + '\\n');
let asked = 0;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, model } = JSON.parse(line);
  asked += 1;
  console.log('Loading ' + model + ' …');
  if (model === 'crash') { console.error('no such layer'); process.exit(7); }
  if (model === 'hang') return;
  if (model === 'words') return console.log('{ not JSON');
  if (model === 'twice') return process.stdout.write('{"accuracy": 1}\\n{"accuracy": 5}\\n');
  // A second answer to the question before comes first.
  if (model === 'late') return console.log(JSON.stringify({ id: id - 1, accuracy: 0.5 }) + '\\n{"loss": 2}\\n' + JSON.stringify({ id, accuracy: 7 }));
  if (model === 'echo') return console.log(JSON.stringify({ accuracy: 4, id }));
  if (model === 'last') process.stdout.write(JSON.stringify({ accuracy: 1, asked }) + '\\n', () => process.exit(0));
  else if (model === 'long') console.log('{"x": "' + 'y'.repeat(20_000_000) + '"}\\n{"accuracy": 3}');
  else console.log(JSON.stringify({ accuracy: model.length, asked }));
});`;

async function started(
  changes: Partial<CommandSettings> = {},
): Promise<{ readonly command: PersistentCommand; readonly starts: () => readonly number[] }> {
  const folder = await temporaryFolder();
  const command = new PersistentCommand(settingsFor(folder, SOURCE, changes));
  after(() => command.close());
  const starts = (): readonly number[] =>
    readFileSync(path.join(folder, 'starts'), 'utf8').trimEnd().split('\n').map(Number);
  return { command, starts };
}

test('one process answers for all candidates; its chatter counts for nothing', async () => {
  const { command, starts } = await started();
  assert.deepEqual((await command.evaluate('ab', signal)).scores, { accuracy: 2, asked: 1 });
  assert.deepEqual((await command.evaluate('abc', signal)).scores, { accuracy: 3, asked: 2 });
  assert.equal(starts().length, 1);
  command.close();
  await waitFor('the process to be gone', () => starts().every((pid) => !isAlive(pid)));
});

test('a second answer that came along with the first never counts for the next candidate', async () => {
  const { command } = await started();
  assert.equal((await command.evaluate('twice', signal)).scores['accuracy'], 1);
  assert.equal((await command.evaluate('four', signal)).scores['accuracy'], 4);
});

test('a program that repeats the id of the question is never misunderstood, and the id is no score', async () => {
  const { command } = await started();
  assert.deepEqual((await command.evaluate('echo', signal)).scores, { accuracy: 4 });
  assert.deepEqual((await command.evaluate('late', signal)).scores, { accuracy: 7 });
  assert.deepEqual((await command.evaluate('echo', signal)).scores, { accuracy: 4 });
});

test('after a crash, an answer that is none, or an end in between, the next candidate starts it again', async () => {
  const { command, starts } = await started();
  const told = await throwsProblem('evaluator-failed', command.evaluate('crash', signal));
  assert.equal(told.arguments.code, '7');
  assert.match(told.arguments.output, /no such layer/);
  await throwsProblem('evaluator-answer', command.evaluate('words', signal));
  assert.deepEqual((await command.evaluate('last', signal)).scores, { accuracy: 1, asked: 1 });
  const { length } = starts();
  await waitFor('it to end', () => !isAlive(starts().at(-1) ?? 0));
  // Its end is known here a moment later than to the system.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual((await command.evaluate('abc', signal)).scores, { accuracy: 3, asked: 1 });
  assert.equal(starts().length, length + 1);
});

test('one that hangs is ended at its limit, and started again', async () => {
  const { command, starts } = await started({ timeoutMs: 5000 });
  await throwsProblem('evaluator-timeout', command.evaluate('hang', signal));
  await waitFor('it to be gone', () => starts().every((pid) => !isAlive(pid)));
  assert.equal((await command.evaluate('abc', signal)).scores['accuracy'], 3);
});

test('cancelling ends it with all that it started', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'ids');
  const command = new PersistentCommand(settingsFor(folder, hangsWithChild(file)));
  const controller = new AbortController();
  const rejected = assert.rejects(command.evaluate('m', controller.signal), { name: 'AbortError' });
  const ids = await waitFor('the program to start another', () => readIds(file));
  controller.abort();
  await rejected;
  await waitFor('both to be gone', () => ids.every((pid) => !isAlive(pid)));
});

test('a program that is not there is told by its name', async () => {
  const { command } = await started({ command: ['no-such-program-of-modelsmith'] });
  await throwsProblem('evaluator-not-started', command.evaluate('m', signal));
});

test('a line of endless length is dropped', async () => {
  const { command } = await started();
  assert.deepEqual((await command.evaluate('long', signal)).scores, { accuracy: 3 });
});
