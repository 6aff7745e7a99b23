import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelsmithError, problemsOf } from '../../../src/base/errors.js';
import type { Evaluate } from '../../../src/base/ports.js';
import { mergeEngine } from '../../../src/engines/merge/engine.js';
import { candidateRecordSchema, type CandidateRecord } from '../../../src/engines/merge/events.js';
import type { MergeSpec } from '../../../src/engines/merge/spec/schema.js';
import { FakeRun } from '../../fakes/fake-run.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { scriptedEvaluate } from '../../fakes/scripted-evaluate.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { folderOf, output, OUTPUT } from './sample-merges.js';
import { llamaConfig, llamaShapes, mergeSpec, type SampleModel } from './sample-models.js';

/** A model whose weights all have one value, so that a merge's value is plain arithmetic. */
function flat(value: number): SampleModel {
  const shapes = llamaShapes({ layers: 3 });
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value);
    return [name, { dtype: 'F32', shape, data }] as const;
  });
  return { shapes: {}, tensors: Object.fromEntries(tensors), config: llamaConfig({ num_hidden_layers: 3 }) };
}

/** Base 0, one task that adds 1 and one that adds 3: the average is 2, plain task arithmetic 0.4 (1 + 3) = 1.6. */
const folder = (): MemoryFiles => folderOf({ base: flat(0), a: flat(1), b: flat(3) });

/** The value that all weights in a folder have: the last number of the last file. */
function valueIn(files: MemoryFiles, model: string): number {
  const shards = files.paths().filter((file) => file.startsWith(`${model}/`) && file.endsWith('.safetensors'));
  const bytes = files.bytesOf(shards.at(-1) ?? '');
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat32(bytes.byteLength - 4, true);
}

/** Merges lambda * (0.5 * 1 + 0.5 * 3) = 2 lambda, for every lambda. */
const search = (changes: Readonly<Record<string, unknown>> = {}): MergeSpec =>
  mergeSpec({
    merge_method: 'task_arithmetic',
    base_model: 'base',
    models: [
      { model: 'a', parameters: { weight: 0.5 } },
      { model: 'b', parameters: { weight: 0.5 } },
    ],
    max_shard_size: 200,
    search: { 'parameters.lambda': [0.25, 0.5, 0.75] },
    evaluate: { type: 'command', command: ['score', '{model}'] },
    ...changes,
  });

const near = (wanted: number) => (value: number) => 1 - Math.abs(value - wanted);

/** A search over models of flat weights, scored by their value, and what it told. */
function searching(spec: MergeSpec, rule: (value: number) => number, evaluate?: Evaluate) {
  const files = folder();
  const scripted = scriptedEvaluate((model) => ({ accuracy: rule(valueIn(files, model)) }));
  const run = new FakeRun({ files, folder: '/project', output, ports: { evaluate: evaluate ?? scripted.evaluate } });
  return {
    files,
    run,
    scored: scripted.models,
    attempt: (signal?: AbortSignal) => mergeEngine.run(spec, run.attempt(signal)),
    records: (): readonly CandidateRecord[] =>
      run.events.filter(({ type }) => type === 'merge/candidate').map((event) => candidateRecordSchema.parse(event)),
    chosen: () => run.events.find(({ type }) => type === 'merge/chosen'),
    rivals: () =>
      run.events.flatMap((event) =>
        event.type === 'log' && event.problem.code === 'merge-no-better' ? event.problem.arguments.rivals : [],
      ),
    remarks: () => run.events.flatMap((event) => (event.type === 'log' ? [event.problem.code] : [])),
  };
}

const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value * 1e6) / 1e6;

test('base, inputs, their average and plain task arithmetic are scored beside every trial, from the right weights', async () => {
  const { attempt, records, files } = searching(search(), (value) => value);
  await attempt();
  assert.deepEqual(
    records().map(({ role, label, values, score }) => [role, label, values, rounded(score)]),
    [
      ['base', 'base', {}, 0],
      ['input', 'a', {}, 1],
      ['input', 'b', {}, 3],
      ['average', '', {}, 2],
      ['task-arithmetic', '', { lambda: 0.4 }, 1.6],
      ['trial', '', { 'parameters.lambda': 0.25 }, 0.5],
      ['trial', '', { 'parameters.lambda': 0.5 }, 1],
      ['trial', '', { 'parameters.lambda': 0.75 }, 1.5],
    ],
  );
  assert.deepEqual(
    files.paths().filter((file) => file.startsWith('/project/artifacts/')),
    [],
    'no candidate is left',
  );
});

test('the best merge becomes the result, whatever a baseline scores', async () => {
  const most = searching(search(), (value) => value);
  const result = await most.attempt();
  assert.equal(valueIn(most.files, OUTPUT), 1.5);
  assert.deepEqual(result.figures.slice(0, 3), [
    { name: 'accuracy', value: 1.5 },
    { name: 'lambda', value: 0.75 },
    { name: 'plain-merges', value: 2 },
  ]);
  // Of 0.75 (0.5 * 1 + 0.5 * 3).
  assert.equal(result.figures.find(({ name }) => name === 'task-shares')?.value, 'b 75%, a 25%');
  assert.deepEqual(most.remarks(), ['merge-no-better', 'merge-chosen-by-score']);
  // All of them are named, in the order of the table.
  assert.deepEqual(most.rivals(), [
    { role: 'input', model: 'b' },
    { role: 'average', model: '' },
    { role: 'task-arithmetic', model: '' },
  ]);

  const middle = searching(search(), near(1.1));
  await middle.attempt();
  assert.deepEqual(middle.chosen(), { type: 'merge/chosen', candidate: 6, metric: 'accuracy' });
  assert.equal(valueIn(middle.files, OUTPUT), 1);
});

test('with maximize: false the least score wins', async () => {
  const evaluate = { type: 'command', command: ['score'], maximize: false };
  const { attempt, files, remarks } = searching(search({ evaluate }), (value) => Math.abs(value - 1));
  const { figures } = await attempt();
  assert.equal(valueIn(files, OUTPUT), 1);
  // Input a scores as well.
  assert.deepEqual(figures[0], { name: 'accuracy', value: 0 });
  assert.deepEqual(remarks(), ['merge-no-better', 'merge-chosen-by-score']);
});

test('of equal scores the first in the file wins', async () => {
  const { attempt, files } = searching(search(), () => 0.5);
  await attempt();
  assert.equal(valueIn(files, OUTPUT), 0.5);
});

test('every combination of several keys is tried, the last key fastest', async () => {
  const keys = { 'parameters.lambda': { from: 0.5, to: 1, step: 0.5 }, 'models.0.parameters.weight': [0.5, 2.5] };
  const { attempt, records, files } = searching(search({ search: keys }), near(2));
  await attempt();
  assert.deepEqual(
    records()
      .filter(({ role }) => role === 'trial')
      .map(({ values, score }) => [...Object.values(values), rounded(score)]),
    // lambda (weight * 1 + 0.5 * 3)
    [
      [0.5, 0.5, 0],
      [0.5, 2.5, 1],
      [1, 0.5, 1],
      [1, 2.5, -1],
    ],
  );
  assert.equal(valueIn(files, OUTPUT), 2);
});

test('without a search the merge itself is scored, and a scan of lambda recommended', async () => {
  const spec = search({ search: undefined, parameters: { lambda: 1.2 } });
  const { attempt, records, files, remarks } = searching(spec, near(2.4));
  await attempt();
  assert.deepEqual(
    records().map(({ role }) => role),
    ['base', 'input', 'input', 'average', 'task-arithmetic', 'merge'],
  );
  assert.ok(Math.abs(valueIn(files, OUTPUT) - 2.4) < 1e-6);
  assert.deepEqual(remarks(), ['merge-scan-lambda']);
});

/** An evaluator by value that fails where it is told to. */
function failing(files: () => MemoryFiles, fails: (value: number) => boolean): Evaluate {
  return async ({ materialise }, signal) => {
    const value = valueIn(files(), await materialise(signal));
    if (fails(value)) {
      throw modelsmithError('evaluator-failed', { program: 'score', code: '1', output: String(value) });
    }
    return { score: value, scores: { accuracy: value }, isRemembered: false, seconds: 1 };
  };
}

test('a candidate that fails loses, and says why', async () => {
  const told: { files?: MemoryFiles } = {};
  const evaluate = failing(
    () => told.files ?? folder(),
    (value) => value === 1.5 || value === 0,
  );
  const { attempt, records, files } = searching(search(), Number, evaluate);
  told.files = files;
  await attempt();
  assert.equal(valueIn(files, OUTPUT), 1);
  const failed = records().filter(({ score }) => score === undefined);
  assert.deepEqual(
    failed.map(({ role, problems }) => [role, problems?.map(({ code }) => code)]),
    [
      ['base', ['evaluator-failed']],
      ['trial', ['evaluator-failed']],
    ],
  );
});

test('where no merge can be scored the run fails with the cause, and nothing gets the output’s name', async () => {
  const told: { files?: MemoryFiles } = {};
  const evaluate = failing(
    () => told.files ?? folder(),
    () => true,
  );
  const { attempt, files } = searching(search(), Number, evaluate);
  told.files = files;
  const codes = await attempt().then(
    () => [],
    (thrown: unknown) => problemsOf(thrown).map(({ code }) => code),
  );
  assert.deepEqual(codes.slice(0, 2), ['merge-nothing-scored', 'evaluator-failed']);
  assert.ok(!files.paths().some((file) => file.startsWith('/out/')));
});

test('a full disk is no candidate’s fault: the run fails and goes on from where it was', async () => {
  const { attempt, files, run, scored, records } = searching(search(), near(1));
  run.onSnapshot = () => {
    if (scored.length === 6) {
      files.limitFreeBytes(30);
    }
  };
  await throwsProblem('disk-full', attempt()).catch(async () => throwsProblem('disk-space', attempt()));
  files.limitFreeBytes(1e9);
  run.onSnapshot = undefined;
  await attempt();
  assert.equal(records().length, 8);
  assert.equal(valueIn(files, OUTPUT), 1);
});

test('stopped at any event, a search goes on to the same events and bytes, and scores nothing twice', async () => {
  const whole = searching(search(), near(1.1));
  await whole.attempt();
  const bytes = (files: MemoryFiles): readonly string[] =>
    files
      .paths()
      .filter((file) => file.startsWith('/out/'))
      .map((file) => `${file} ${Buffer.from(files.bytesOf(file)).toString('base64')}`);
  let inSearch = 0;
  let inMerge = 0;
  for (let stopAt = 1; stopAt < whole.run.events.length; stopAt += stopAt < 20 ? 1 : 5) {
    const { files, run, attempt, scored } = searching(search(), near(1.1));
    const controller = new AbortController();
    let events = 0;
    run.onEvent = () => {
      events += 1;
      if (events === stopAt) {
        controller.abort();
      }
    };
    const ended = await attempt(controller.signal).then(
      () => 'ran through',
      (thrown: unknown) => thrown,
    );
    run.onEvent = undefined;
    if (ended !== 'ran through') {
      assert.equal(ended, controller.signal.reason);
      assert.ok(!files.paths().some((file) => file.startsWith(`${OUTPUT}/`)), 'nothing at the final name');
      inSearch += scored.length < 8 ? 1 : 0;
      inMerge += scored.length === 8 ? 1 : 0;
      await attempt();
    }
    assert.deepEqual(run.events, whole.run.events, `stopped at ${String(stopAt)}`);
    assert.deepEqual(bytes(files), bytes(whole.files));
    assert.equal(scored.length, 8);
  }
  assert.ok(inSearch > 8 && inMerge > 2, 'stopped in both halves');
});

test('candidates differ by all that decides their weights', async () => {
  const digests: string[] = [];
  const evaluate: Evaluate = ({ digest }) => {
    digests.push(digest);
    return Promise.resolve({ score: 1, scores: { accuracy: 1 }, isRemembered: true, seconds: 1 });
  };
  await searching(search(), Number, evaluate).attempt();
  assert.equal(new Set(digests).size, 8);
  const first = digests.splice(0);
  await searching(search(), Number, evaluate).attempt();
  assert.deepEqual(digests, first, 'and are the same in another run');
  await searching(search({ merge_method: 'ties' }), Number, evaluate).attempt();
  assert.deepEqual(digests.slice(8, 12), first.slice(0, 4), 'baselines don’t depend on the method');
  assert.ok(digests.slice(13).every((digest) => !first.includes(digest)));
});

test('candidates differ by the configuration and the tokenizer that they are given', async () => {
  const digestsWith = async (
    changes: Readonly<Record<string, string>>,
    spec = search(),
  ): Promise<readonly string[]> => {
    const digests: string[] = [];
    const evaluate: Evaluate = ({ digest }) => {
      digests.push(digest);
      return Promise.resolve({ score: 1, scores: { accuracy: 1 }, isRemembered: true, seconds: 1 });
    };
    const { files, attempt } = searching(spec, Number, evaluate);
    for (const [file, content] of Object.entries(changes)) {
      files.put(`/project/${file}`, content);
    }
    await attempt();
    return digests;
  };
  const before = await digestsWith({});
  /** Which of base, a, b, average, task arithmetic and three trials are others than before. */
  const changed = async (...asked: Parameters<typeof digestsWith>): Promise<readonly number[]> =>
    (await digestsWith(...asked)).flatMap((digest, i) => (digest === before[i] ? [] : [i]));
  // The base gives what is made of it its tokenizer; the average has the first input's.
  assert.deepEqual(await changed({ 'base/tokenizer_config.json': '{}' }), [0, 4, 5, 6, 7]);
  assert.deepEqual(await changed({ 'base/vocab.txt': 'a' }), [0, 4, 5, 6, 7]);
  assert.deepEqual(await changed({ 'a/config.json': JSON.stringify({ ...llamaConfig({}), rope_theta: 7 }) }), [1, 3]);
  assert.deepEqual(await changed({ 'a/README.md': '# a' }), []);
  assert.deepEqual(await changed({}, search({ chat_template: 'chatml' })), [3, 4, 5, 6, 7]);
});

test('what a killed attempt left of a candidate stands in nobody’s way', async () => {
  const files = folder();
  const artifacts = '/project/.modelsmith/runs/run-1/artifacts';
  files.put(`${artifacts}/candidate/config.json`, '{}');
  const { evaluate } = scriptedEvaluate((model) => ({ accuracy: near(1)(valueIn(files, model)) }));
  const run = new FakeRun({ files, folder: '/project', artifacts, output, ports: { evaluate } });
  await mergeEngine.run(search(), run.attempt());
  assert.ok(!files.paths().some((file) => file.startsWith(`${artifacts}/candidate/`)));
});
