import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Tasks } from '../../../src/base/ports.js';
import { mergeTasks } from '../../../src/engines/merge/merge-tasks.js';
import { MERGE_TASK, type MergeTask } from '../../../src/engines/merge/merge-task.js';
import { plainBackend } from '../../../src/engines/merge/plain-backend.js';
import { runMerge } from '../../../src/engines/merge/run.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { ShuffledTasks } from '../../fakes/shuffled-tasks.js';
import {
  dare,
  folderOf,
  output,
  OUTPUT,
  outcomeOf,
  pcb,
  ties,
  three,
  wholeRun,
  type Outcome,
} from './sample-merges.js';
import { mergeSpec } from './sample-models.js';

const excluding = mergeSpec({
  ...pcb,
  parameters: { ratio: 0.4, exclude: ['model.norm.weight'] },
});
const karcher = mergeSpec({ merge_method: 'karcher', models: [{ model: 'a' }, { model: 'b' }, { model: 'base' }] });
const della = mergeSpec({ ...dare, merge_method: 'della' });
const sce = mergeSpec({
  merge_method: 'sce',
  base_model: 'base',
  models: [{ model: 'a' }, { model: 'b' }],
  parameters: { select_topk: 0.3 },
});

/** A run whose tensors are merged by tasks, in any order, some of them twice. */
async function inPieces(spec: typeof ties, signal?: AbortSignal): Promise<Outcome> {
  const files = folderOf(three);
  const tasks = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
  const run = new FakeRun({ files, folder: '/project', output, ports: { tasks } });
  await runMerge(spec, run.attempt(signal), { poolElements: 0 });
  return outcomeOf(files, run);
}

describe('merging in pieces', () => {
  for (const [name, spec] of Object.entries({ ties, pcb, excluding, dare, della, sce, karcher })) {
    test(`${name}: gives the bytes and the log of one hand, whoever is done first`, async () => {
      assert.deepEqual(await inPieces(spec), await wholeRun(spec));
    });

    test(`${name}: the SIMD kernels give the bytes and the log of the plain ones`, async () => {
      assert.deepEqual(await wholeRun(spec), await wholeRun(spec, { backend: plainBackend }));
    });
  }

  test('is resumed by one hand where several were stopped, to the same bytes and the same log', async () => {
    const whole = await wholeRun(ties);
    const files = folderOf(three);
    const tasks = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
    const run = new FakeRun({ files, folder: '/project', output, ports: { tasks } });
    const controller = new AbortController();
    let tensors = 0;
    run.onEvent = ({ type }) => {
      tensors += type === 'merge/tensor' ? 1 : 0;
      if (tensors === 9) {
        controller.abort();
      }
    };
    await assert.rejects(runMerge(ties, run.attempt(controller.signal), { poolElements: 0 }), { name: 'AbortError' });
    assert.ok(!files.paths().some((file) => file.startsWith(`${OUTPUT}/`)), 'nothing at the final name');
    run.onEvent = undefined;
    await runMerge(ties, run.attempt());
    assert.deepEqual(outcomeOf(files, run), whole);
  });

  test('a resume makes no pass over the whole model again that was made, and comes to the same bytes and log', async () => {
    const whole = await wholeRun(pcb);
    for (let made = 1; made <= 4; made++) {
      const files = folderOf(three);
      const inner = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
      const passes = new Set<number>();
      const tasks: Tasks = {
        workers: inner.workers,
        run: (name, inputs, options) => {
          for (const task of inputs as readonly MergeTask[]) {
            if (task.type === 'observe') {
              passes.add(task.pass);
            }
          }
          return inner.run(name, inputs, options);
        },
      };
      const run = new FakeRun({ files, folder: '/project', output, ports: { tasks } });
      const killed = new Error('killed');
      run.onSnapshot = () => {
        if (passes.size === made) {
          throw killed;
        }
      };
      await assert.rejects(runMerge(pcb, run.attempt(), { poolElements: 0 }), (thrown) => thrown === killed);
      run.onSnapshot = undefined;
      passes.clear();
      await runMerge(pcb, run.attempt(), { poolElements: 0 });
      assert.deepEqual([...passes], [0, 1, 2, 3].slice(made));
      assert.deepEqual(outcomeOf(files, run), whole);
    }
  });

  test('a disk that fills up says so, leaves nothing at the final name, and the merge goes on when there is room', async () => {
    const whole = await wholeRun(ties);
    const files = folderOf(three);
    const tasks = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
    const run = new FakeRun({ files, folder: '/project', output, ports: { tasks } });
    run.onEvent = ({ type }) => {
      if (type === 'merge/tensor') {
        files.limitFreeBytes(30);
      }
    };
    await throwsProblem('disk-full', runMerge(ties, run.attempt(), { poolElements: 0 }));
    assert.ok(!files.paths().some((file) => file.startsWith(`${OUTPUT}/`)), 'nothing at the final name');
    files.limitFreeBytes(1e9);
    run.onEvent = undefined;
    await runMerge(ties, run.attempt(), { poolElements: 0 });
    assert.deepEqual(outcomeOf(files, run), whole);
  });

  test('a shard that is written to while it is read spoils the result: nothing stays', async () => {
    const files = folderOf(three);
    const tasks = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
    const run = new FakeRun({ files, folder: '/project', output, ports: { tasks } });
    run.onEvent = ({ type }) => {
      if (type === 'merge/tensor') {
        run.onEvent = undefined;
        const shard = '/project/b/model.safetensors';
        files.put(shard, Uint8Array.from(files.bytesOf(shard)).fill(0, -16));
      }
    };
    const one = await throwsProblem('input-changed', runMerge(ties, run.attempt(), { poolElements: 0 }));
    assert.deepEqual(one.arguments, { file: '/project/b/model.safetensors', when: 'during-run' });
    assert.ok(!files.paths().some((file) => file.startsWith('/out/')));
  });
});
