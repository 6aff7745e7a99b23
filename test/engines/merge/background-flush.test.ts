import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackgroundFlush } from '../../../src/engines/merge/background-flush.js';

/** A file whose flushes end when the test says so. */
class SlowFile {
  readonly pending: { readonly resolve: () => void; readonly reject: (thrown: unknown) => void }[] = [];
  flushes = 0;

  flush(): Promise<void> {
    this.flushes++;
    return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
  }
}

test('a file is flushed after so many bytes, one flush at a time', async () => {
  const file = new SlowFile();
  const flush = new BackgroundFlush(file, 100);
  flush.written(60);
  assert.equal(file.flushes, 0);
  flush.written(60);
  assert.equal(file.flushes, 1);
  flush.written(1000);
  assert.equal(file.flushes, 1, 'the first is still under way');
  const ended = flush.end();
  file.pending[0]?.resolve();
  await ended;
  flush.written(1);
  assert.equal(file.flushes, 2, 'what was written meanwhile counts');
});

test('what a flush throws is told at the end, also when later ones succeed', async () => {
  const file = new SlowFile();
  const flush = new BackgroundFlush(file, 1);
  flush.written(1);
  file.pending[0]?.reject(new Error('full'));
  await assert.rejects(flush.end(), /full/);
  flush.written(1);
  file.pending[1]?.resolve();
  await assert.rejects(flush.end(), /full/);
});
