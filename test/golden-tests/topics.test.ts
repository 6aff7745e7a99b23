import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';

// One folder of golden figures is one topic; the test files that read it are named after it (`merge.test.ts`, `merge-….test.ts`).
const goldenFolder = process.env['GOLDEN_DIR'] ?? path.resolve('test/golden');
const testFolder = path.join(process.env['MODELSMITH_ROOT'] ?? path.resolve('.'), 'test', 'golden-tests');

const entries = existsSync(goldenFolder) ? readdirSync(goldenFolder, { withFileTypes: true }) : [];
const topics = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const testNames = readdirSync(testFolder)
  .filter((file) => file.endsWith('.test.ts') && file !== 'topics.test.ts')
  .map((file) => file.replace(/\.test\.ts$/, ''));

/** Whether the test file called `name` is one of those that read `topic`. */
const reads = (name: string, topic: string) => name === topic || name.startsWith(`${topic}-`);

test('the golden folder holds topics', () => {
  if (topics.length === 0) {
    throw new Error(`${goldenFolder} holds no folder of golden figures`);
  }
});
for (const topic of topics.filter((one) => !testNames.some((name) => reads(name, one)))) {
  test(`golden figures of ${topic}`, { skip: 'what they are for is not built yet' }, () => undefined);
}
