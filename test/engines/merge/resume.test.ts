import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMerge } from '../../../src/engines/merge/run.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { dare, folderOf, many, output, OUTPUT, outcomeOf, pcb, ties, three, wholeRun } from './sample-merges.js';
import { putModel } from './sample-models.js';

for (const [name, spec] of Object.entries({ ties, pcb, dare })) {
  test(`${name}: killed after any snapshot, it resumes to the same bytes and the same log`, async () => {
    const whole = await wholeRun(spec);
    for (let stopAfter = 1; ; stopAfter++) {
      const files = folderOf(three);
      const run = new FakeRun({ files, folder: '/project', output });
      let snapshots = 0;
      // Thrown from within the snapshot: nothing runs afterwards, as after a kill.
      const killed = new Error('killed');
      run.onSnapshot = () => {
        snapshots += 1;
        if (snapshots === stopAfter) {
          throw killed;
        }
      };
      const ended = await runMerge(spec, run.attempt()).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (ended === undefined) {
        assert.ok(stopAfter > 5);
        break;
      }
      assert.equal(ended, killed);
      assert.ok(!files.paths().some((file) => file.startsWith(`${OUTPUT}/`)), 'nothing at the final name');
      run.onSnapshot = undefined;
      await runMerge(spec, run.attempt());
      assert.deepEqual(outcomeOf(files, run), whole);
    }
  });

  test(`${name}: stopped at any event, it resumes to the same bytes and the same log`, async () => {
    const whole = await wholeRun(spec);
    for (let stopAt = 1; stopAt < whole.events.length; stopAt += 7) {
      const files = folderOf(three);
      const run = new FakeRun({ files, folder: '/project', output });
      const controller = new AbortController();
      let events = 0;
      run.onEvent = () => {
        events += 1;
        if (events === stopAt) {
          controller.abort();
        }
      };
      const ended = await runMerge(spec, run.attempt(controller.signal)).then(
        () => 'ran through',
        (thrown: unknown) => thrown,
      );
      run.onEvent = undefined;
      if (ended !== 'ran through') {
        assert.equal(ended, controller.signal.reason);
        assert.ok(!files.paths().some((file) => file.startsWith(`${OUTPUT}/`)), 'nothing at the final name');
        await runMerge(spec, run.attempt());
      }
      assert.deepEqual(outcomeOf(files, run), whole);
    }
  });
}

test('a disk that fills up says so, leaves nothing at the final name, and the run goes on when there is room', async () => {
  const whole = await wholeRun(ties);
  const files = folderOf(three);
  const run = new FakeRun({ files, folder: '/project', output });
  run.onEvent = (event) => {
    if (event.type === 'merge/tensor' && event['tensor'] === 'model.layers.3.mlp.up_proj.weight') {
      files.limitFreeBytes(30);
    }
  };
  await throwsProblem('disk-full', runMerge(ties, run.attempt()));
  assert.ok(!files.paths().some((file) => file.startsWith(`${OUTPUT}/`)));
  files.limitFreeBytes(1e9);
  run.onEvent = undefined;
  await runMerge(ties, run.attempt());
  assert.deepEqual(outcomeOf(files, run), whole);
});

test('an input that changes while it is read spoils the result', async () => {
  const files = folderOf(three);
  const run = new FakeRun({ files, folder: '/project', output });
  run.onEvent = (event) => {
    if (event.type === 'merge/tensor' && event['tensor'] === 'model.layers.3.mlp.up_proj.weight') {
      putModel(files, 'b', {
        ...many,
        tensors: { 'model.norm.weight': { dtype: 'F32', shape: [4], data: new Float32Array(4) } },
      });
    }
  };
  const one = await throwsProblem('input-changed', runMerge(ties, run.attempt()));
  assert.equal(one.arguments.file, '/project/b/model.safetensors');
  assert.deepEqual(
    files.paths().filter((file) => file.startsWith('/out/')),
    [],
  );
});

test('an input that changed between two attempts is refused', async () => {
  const files = folderOf(three);
  const run = new FakeRun({ files, folder: '/project', output });
  const controller = new AbortController();
  run.onSnapshot = () => {
    controller.abort();
  };
  await assert.rejects(runMerge(ties, run.attempt(controller.signal)));
  putModel(files, 'b', many);
  const one = await throwsProblem('input-changed', runMerge(ties, run.attempt()));
  assert.equal(one.arguments.when, 'before-resume');
});

test('a snapshot whose files are gone, or that belongs to another merge, is not gone on from', async () => {
  const whole = await wholeRun(ties);
  for (const spoil of ['files', 'merge'] as const) {
    const files = folderOf(three);
    const run = new FakeRun({ files, folder: '/project', output });
    const controller = new AbortController();
    run.onSnapshot = () => {
      controller.abort();
    };
    await assert.rejects(runMerge(spoil === 'files' ? ties : dare, run.attempt(controller.signal)));
    run.onSnapshot = undefined;
    if (spoil === 'files') {
      await files.remove('/out/merged.partial-run-1');
    }
    await runMerge(ties, run.attempt());
    assert.deepEqual(outcomeOf(files, run).files, whole.files);
  }
});

test('an output that may be replaced is there until the new one is whole', async () => {
  const files = folderOf(three);
  files.put(`${OUTPUT}/old.safetensors`, 'old');
  const replacing = new FakeRun({ files, folder: '/project', output: { path: OUTPUT, overwrite: true } });
  const seen = new Set<string>();
  replacing.onEvent = () => {
    seen.add(String(files.paths().includes(`${OUTPUT}/old.safetensors`)));
  };
  await runMerge(ties, replacing.attempt());
  assert.ok(seen.has('true'));
  assert.ok(!files.paths().includes(`${OUTPUT}/old.safetensors`));
  assert.ok(files.paths().every((file) => !file.includes('.replaced-') && !file.includes('.partial-')));
});

test('an output that is there already is refused before anything is read', async () => {
  const files = folderOf(three);
  files.put(`${OUTPUT}/mine.txt`, 'mine');
  await throwsProblem('output-exists', runMerge(ties, new FakeRun({ files, folder: '/project', output }).attempt()));
  assert.deepEqual(
    files.paths().filter((file) => file.startsWith('/out/')),
    [`${OUTPUT}/mine.txt`],
  );
});

test('an output that comes to be during the run is not replaced unless it may be', async () => {
  const files = folderOf(three);
  const run = new FakeRun({ files, folder: '/project', output });
  run.onEvent = (event) => {
    if (event.type === 'phase' && event.phase === 'merge/finishing') {
      files.put(`${OUTPUT}/theirs.txt`, 'theirs');
    }
  };
  await throwsProblem('output-exists', runMerge(ties, run.attempt()));
  assert.equal(files.textOf(`${OUTPUT}/theirs.txt`), 'theirs');
  await files.remove(OUTPUT);
  run.onEvent = undefined;
  await runMerge(ties, run.attempt());
  assert.ok(files.paths().includes(`${OUTPUT}/config.json`));
});

test('inputs are only read', async () => {
  const files = folderOf(three);
  const before = files.paths().map((file) => [file, files.bytesOf(file)]);
  await runMerge(ties, new FakeRun({ files, folder: '/project', output }).attempt());
  assert.deepEqual(
    files
      .paths()
      .filter((file) => file.startsWith('/project/'))
      .map((file) => [file, files.bytesOf(file)]),
    before,
  );
});
