import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { problemText } from '../../../src/base/texts/format-problem.js';
import { evaluateByCommand } from '../../../src/ml/evaluators/evaluate-by-command.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { waitFor } from '../../fakes/wait-for.js';
import { hangsWithChild, isAlive, readIds, settingsFor } from './programs.js';

const { signal } = new AbortController();

test('reads the scores from the last line that is printed', async () => {
  const folder = await temporaryFolder();
  const settings = settingsFor(
    folder,
    `console.log('loading'); console.error('a warning');
     console.log(JSON.stringify({ accuracy: 0.75, nested: { loss: 2 }, model: process.argv[2] })); console.log();`,
  );
  assert.deepEqual((await evaluateByCommand(settings, '/a model', signal)).scores, {
    accuracy: 0.75,
    'nested.loss': 2,
  });
});

test('takes colours and progress bars off the last line', async () => {
  const folder = await temporaryFolder();
  const settings = settingsFor(
    folder,
    String.raw`process.stdout.write('10 %\r100 %\r\x1b[32m{"accuracy":1}\x1b[0m\r\n')`,
  );
  assert.deepEqual((await evaluateByCommand(settings, '/model', signal)).scores, { accuracy: 1 });
});

test('takes a bare number for the metric', async () => {
  const settings = settingsFor(await temporaryFolder(), 'console.log(0.5)');
  assert.deepEqual((await evaluateByCommand(settings, '/model', signal)).scores, { accuracy: 0.5 });
});

test('reads the scores from the file that {output} stands for, and leaves nothing behind', async () => {
  const folder = await temporaryFolder();
  const source = `const [, , model, to] = process.argv;
    require('node:fs').writeFileSync(to.slice('--to='.length), JSON.stringify({ results: { task: { 'acc,none': 0.25 } } }));
    console.log(to);`;
  const metric = 'results.task.acc,none';
  const scratch = (): readonly string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('modelsmith-scores-'));
  const before = scratch();
  const settings = settingsFor(folder, source, { args: ['{model}', '--to={output}'], metric });
  assert.deepEqual((await evaluateByCommand(settings, '/model', signal)).scores, { [metric]: 0.25 });
  assert.deepEqual(
    scratch().filter((name) => !before.includes(name)),
    [],
  );
});

test('reads the last number that a pattern finds', async () => {
  const folder = await temporaryFolder();
  const source = `console.log('|task|acc|0.1|'); console.log('|task|acc|0.9|'); console.log('done')`;
  const pattern = String.raw`\|acc\|([0-9.]+)\|`;
  assert.deepEqual((await evaluateByCommand(settingsFor(folder, source, { pattern }), '/model', signal)).scores, {
    accuracy: 0.9,
  });
  const none = settingsFor(folder, source, { pattern: 'loss=(.*)' });
  assert.deepEqual((await throwsProblem('evaluator-metric-missing', evaluateByCommand(none, '/m', signal))).arguments, {
    metric: 'accuracy',
    found: [],
  });
  const word = settingsFor(folder, source, { pattern: '(done)' });
  await throwsProblem('evaluator-metric-not-finite', evaluateByCommand(word, '/m', signal));
});

test('arguments reach the program as they are: no shell looks at them', async () => {
  const folder = await temporaryFolder();
  const odd = ['a b', `"quoted" 'too'`, '$(touch here) `touch there` $HOME', 'a;b|c&d>e', '*', '\\', ''];
  const source = `require('node:fs').writeFileSync('args.json', JSON.stringify(process.argv.slice(2))); console.log(1)`;
  const model = '/models/$(x) $& {output} "y"';
  await evaluateByCommand(settingsFor(folder, source, { args: [...odd, '--model={model}'] }), model, signal);
  assert.deepEqual(JSON.parse(readFileSync(path.join(folder, 'args.json'), 'utf8')), [...odd, `--model=${model}`]);
  assert.deepEqual(readdirSync(folder).sort(), ['args.json', 'score.cjs']);
});

test('the program sees the variables that it is given and no other', async () => {
  const folder = await temporaryFolder();
  process.env['MODELSMITH_TEST_SECRET'] = 'secret';
  try {
    const source = `console.log(JSON.stringify({ accuracy: 1, given: Number(process.env.GIVEN), secret: 'MODELSMITH_TEST_SECRET' in process.env ? 1 : 0 }))`;
    const settings = settingsFor(folder, source, { environment: { GIVEN: '5' } });
    assert.deepEqual((await evaluateByCommand(settings, '/model', signal)).scores, {
      accuracy: 1,
      given: 5,
      secret: 0,
    });
  } finally {
    delete process.env['MODELSMITH_TEST_SECRET'];
  }
});

test('a program that fails is told with the end of what it printed, without control characters', async () => {
  const folder = await temporaryFolder();
  const source = String.raw`console.log('early'); process.stderr.write('\x1b[31mout of\x07 memory\x1b[0m\x1b]0;title\x07\n', () => process.exit(3))`;
  const told = await throwsProblem('evaluator-failed', evaluateByCommand(settingsFor(folder, source), '/m', signal));
  assert.equal(told.arguments.code, '3');
  assert.match(told.arguments.output, /out of memory/);
  assert.doesNotMatch(told.arguments.output, /[^\P{Cc}\n\t]/u);
  assert.match(problemText(told).what, /out of memory/);
});

test('a program that is not there is told by its name', async () => {
  const folder = await temporaryFolder();
  const settings = { ...settingsFor(folder, ''), command: ['no-such-program-of-modelsmith'] };
  const told = await throwsProblem('evaluator-not-started', evaluateByCommand(settings, '/m', signal));
  assert.equal(told.arguments.program, 'no-such-program-of-modelsmith');
});

test('what is not JSON, a metric that is missing and one that is not finite are three different things', async () => {
  const folder = await temporaryFolder();
  const outcome = async (printed: string): Promise<unknown> =>
    evaluateByCommand(settingsFor(folder, `console.log(${JSON.stringify(printed)})`), '/m', signal);
  assert.equal(
    (await throwsProblem('evaluator-answer', outcome('accuracy is fine'))).arguments.answer,
    'accuracy is fine',
  );
  const missing = await throwsProblem('evaluator-metric-missing', outcome('{"acc":1,"loss":{"mean":2}}'));
  assert.deepEqual(missing.arguments.found, ['acc', 'loss.mean']);
  assert.match(problemText(missing).advice, /acc and loss\.mean/);
  for (const score of ['NaN', 'Infinity', '-Infinity', '1e999']) {
    const told = await throwsProblem('evaluator-metric-not-finite', outcome(`{"accuracy": ${score}}`));
    assert.equal(told.arguments.score, String(Number(score)));
  }
  assert.deepEqual(await outcome('{"accuracy": 0.5, "stderr": NaN, "says \\"NaN\\"": 2}'), {
    scores: { accuracy: 0.5, 'says "NaN"': 2 },
  });
});

test('a program that writes no file for {output} is told so', async () => {
  const settings = settingsFor(await temporaryFolder(), '', { args: ['{output}'] });
  await throwsProblem('evaluator-no-report', evaluateByCommand(settings, '/m', signal));
});

test('a program that hangs is ended at its limit, with all that it started', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'ids');
  const ended = evaluateByCommand(settingsFor(folder, hangsWithChild(file), { timeoutMs: 5000 }), '/m', signal);
  const told = await throwsProblem('evaluator-timeout', ended);
  assert.equal(told.arguments.seconds, 5);
  const ids = readIds(file) ?? [];
  assert.equal(ids.length, 2, 'it came so far as to start another');
  await waitFor('both to be gone', () => ids.every((pid) => !isAlive(pid)));
});

test('a cancelled program is ended with all that it started', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'ids');
  const controller = new AbortController();
  const ended = evaluateByCommand(settingsFor(folder, hangsWithChild(file)), '/m', controller.signal);
  const rejected = assert.rejects(ended, { name: 'AbortError' });
  const ids = await waitFor('the program to start another', () => readIds(file));
  controller.abort();
  await rejected;
  await waitFor('both to be gone', () => ids.every((pid) => !isAlive(pid)));
});

test('what a program leaves behind holding its output neither delays the scores nor lives on', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'ids');
  const source = `${hangsWithChild(file)}; console.log('{"accuracy": 1}'); child.unref(); process.exitCode = 0; setTimeout(() => process.exit(0), 50);`;
  assert.deepEqual((await evaluateByCommand(settingsFor(folder, source), '/m', signal)).scores, { accuracy: 1 });
  const ids = readIds(file) ?? [];
  assert.equal(ids.length, 2);
  await waitFor('both to be gone', () => ids.every((pid) => !isAlive(pid)));
});

test('what a program prints is not kept: 400 MB cost less than half of that', async () => {
  const folder = await temporaryFolder();
  const source = `const block = 'x'.repeat(99) + '\\n';
    let left = 4000;
    (function more() {
      while (left-- > 0) if (!process.stdout.write(block.repeat(1000))) return process.stdout.once('drain', more);
      process.stdout.write('{"accuracy": 1}\\n');
    })();`;
  let most = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  try {
    assert.deepEqual((await evaluateByCommand(settingsFor(folder, source), '/m', signal)).scores, { accuracy: 1 });
  } finally {
    clearInterval(watch);
  }
  // Buffers that wait for the collector are counted too: up to about 100 MB of them, however long the output is.
  assert.ok(most - before < 200e6, `${String((most - before) / 1e6)} MB more`);
});
