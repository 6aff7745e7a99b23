import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineReporter } from '../../src/cli/line-reporter.js';
import { Terminal } from '../../src/cli/terminal/terminal.js';
import type { EmittedEvent } from '../../src/protocol/events.js';

/** What a person reads of these events. */
function told(events: readonly EmittedEvent[]): readonly string[] {
  let text = '';
  const stream = { write: (more: string) => (text += more) };
  const reporter = new LineReporter(new Terminal({ out: stream, err: stream, environment: {} }), { hasBar: false });
  for (const [seq, event] of events.entries()) {
    reporter.tell({ ...event, seq, at: 0 });
  }
  reporter.end();
  return text.split('\n').slice(0, -1);
}

const metric = (name: string, step: number, value: number): EmittedEvent => ({ type: 'metric', name, step, value });
const progress = (done: number, total: number): EmittedEvent => ({ type: 'progress', done, total, unit: 'steps' });

test('the metrics of a step are one line, with at most four digits, and without how the machinery does', () => {
  assert.deepEqual(
    told([
      metric('loss', 40, 1.2345678901),
      metric('accuracy', 40, 0.515625),
      metric('learning-rate', 40, 0.001),
      metric('effective-step', 40, 0.00123),
      metric('gradient-norm', 40, 3.5),
      progress(40, 230),
      metric('validation/loss', 40, 1.0000321),
      metric('firing-rate/conv1', 40, 0.1),
      { type: 'train/epoch', stage: 'target', epoch: 1, step: 40 },
      metric('loss', 50, 1e-7),
    ]),
    ['  step 40 of 230  loss 1.235  accuracy 0.5156', '  step 40  validation/loss 1', '  step 50  loss 1e-7'],
  );
});

test('metrics of another step begin another line; where only the machinery has something to say, there is none', () => {
  assert.deepEqual(told([metric('loss', 1, 3), metric('loss', 2, 2), metric('gradient-norm', 3, 1)]), [
    '  step 1  loss 3',
    '  step 2  loss 2',
  ]);
});

test('progress without metrics is a line at every tenth part', () => {
  const lines = told(Array.from({ length: 100 }, (_, i) => progress(i + 1, 100)));
  assert.equal(lines.length, 11);
});
