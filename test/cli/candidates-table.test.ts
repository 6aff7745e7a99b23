import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidateLine, candidatesTable } from '../../src/cli/candidates-table.js';
import { spanText } from '../../src/cli/terminal/span.js';
import type { RunEvent } from '../../src/protocol/events.js';

const said = (...events: readonly Readonly<Record<string, unknown>>[]): readonly RunEvent[] =>
  events.map((event, i) => ({ ...event, seq: i + 1, at: 0 }) as unknown as RunEvent);
const candidate = (changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  type: 'merge/candidate',
  role: 'trial',
  label: '',
  values: {},
  isRemembered: false,
  seconds: 12,
  ...changes,
});
const log = said(
  { type: 'phase', phase: 'merge/scoring' },
  candidate({ role: 'base', label: './base', score: 0.25 }),
  candidate({ role: 'task-arithmetic', values: { lambda: 0.4 }, score: 0.5, isRemembered: true }),
  candidate({ values: { 'parameters.lambda': 0.2 }, problems: [] }),
  candidate({ values: { 'parameters.lambda': 0.6 }, score: 0.875 }),
  { type: 'merge/candidate', role: 'trial', score: 'none' },
  { type: 'merge/chosen', candidate: 3, metric: 'accuracy' },
);
const textOf = (events: readonly RunEvent[]): readonly string[] =>
  candidatesTable(events, undefined).map((line) => line.map(spanText).join('').trimEnd());

test('a candidate is told in a line as it comes, and nothing else is', () => {
  assert.deepEqual(log.map(candidateLine), [
    undefined,
    'base ./base: 0.25 (12 s)',
    'plain task arithmetic lambda 0.4: 0.5 (12 s, remembered)',
    'trial lambda 0.2: failed (12 s)',
    'trial lambda 0.6: 0.875 (12 s)',
    undefined,
    undefined,
  ]);
});

test('the table has a line a candidate, with the chosen one marked in words', () => {
  assert.deepEqual(textOf(log), [
    'candidate              lambda   score  time  note',
    'base ./base                      0.25  12 s',
    'plain task arithmetic     0.4     0.5  12 s  remembered',
    'trial                     0.2  failed  12 s',
    'trial                     0.6   0.875  12 s  chosen',
  ]);
  assert.deepEqual(textOf(said({ type: 'phase', phase: 'merge/merging' })), []);
});

test('keys that end alike keep their paths apart', () => {
  const values = { 'models.0.parameters.weight': 0.5, 'models.1.parameters.weight': 2 };
  const [head = '', line = ''] = textOf(said(candidate({ values, score: 1 })));
  assert.match(head, /models\.0\.parameters\.weight {2}models\.1\.parameters\.weight/);
  assert.match(line, /0\.5 +2 /);
});

test('a candidate without a score says why, and what is no problem says nothing', () => {
  const problem = { code: 'output-not-a-folder', severity: 'error', where: {}, arguments: { output: '/out' } };
  const [told] = said(candidate({ problems: [undefined, 3, problem] }));
  assert.ok(told !== undefined);
  assert.equal(candidateLine(told), 'trial: failed (12 s, The output /out is a file.)');
  assert.match(textOf([told]).join('\n'), /failed +12 s +The output \/out is a file\./);
});
