import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runMerge } from '../../../src/engines/merge/run.js';
import type { MergeSpec } from '../../../src/engines/merge/spec/schema.js';
import { emptyCoefficients, reduceCoefficients } from '../../../src/protocol/coefficients.js';
import type { RunEvent } from '../../../src/protocol/events.js';
import { firstState } from '../../../webview/coefficients/page-state.js';
import { createSceneBuilder } from '../../../webview/coefficients/scene.js';
import type { Scene, SceneBuilder } from '../../../webview/coefficients/scene.js';
import { figureAt } from '../../../webview/coefficients/figures.js';
import { folderOf, output, pcb, ties } from '../../engines/merge/sample-merges.js';
import { llamaShapes } from '../../engines/merge/sample-models.js';
import { FakeRun } from '../../fakes/fake-run.js';

type SceneRun = Parameters<SceneBuilder>[0];

/** A merge by the engine itself, of tensors that are large enough to have blocks, as the view is told of it. */
async function mergedRun(spec: MergeSpec): Promise<{ readonly run: SceneRun; readonly skipped: number }> {
  const model = { shapes: llamaShapes({ layers: 2, hidden: 64, vocabulary: 100 }) };
  const files = folderOf({ base: model, a: model, b: model });
  const run = new FakeRun({ files, folder: '/project', output });
  await runMerge({ ...spec, max_shard_size: '5GB' }, run.attempt());
  const events = run.events.map((event, i): RunEvent => ({ ...event, seq: i + 1, at: 0 }));
  const { tasks, tensors, skipped } = reduceCoefficients(emptyCoefficients, events);
  const blocks: SceneRun['blocks'] = ({ blocks: where }) => {
    const all = run.dense.get(where?.data.file ?? '');
    const start = (where?.data.offset ?? 0) / 4;
    return all === undefined || where === undefined
      ? undefined
      : Float32Array.from(all.slice(start, start + where.data.length));
  };
  return { run: { tasks, tensors, blocks }, skipped };
}

const labels = ({ rows }: Scene): readonly string[] => rows.map(({ label }) => label);

for (const [method, spec] of [
  ['pcb', pcb],
  ['ties', ties],
] as const) {
  describe(`what the engine says of a merge by ${method}`, () => {
    it('is understood to the last record, and drawn by layers', async () => {
      const { run, skipped } = await mergedRun(spec);
      assert.equal(skipped, 0);
      const scene = createSceneBuilder()(run, undefined, firstState);
      assert.deepEqual(labels(scene), ['Layer 0', 'Layer 1', 'Outside the layers']);
      assert.deepEqual(
        scene.columns.map(({ model }) => model),
        ['a', 'b'],
      );
      const [first] = scene.rows;
      assert.deepEqual(
        Array.from({ length: first?.strip?.slots ?? 0 }, (_, slot) => first?.strip?.label(slot)),
        ['input_layernorm', 'mlp.up_proj', 'self_attn.q_proj'],
      );
    });

    it('has blocks whose means, weighted by their elements, are those of their tensor (1e-6, float32 beside float64)', async () => {
      const { run } = await mergedRun(spec);
      const build = createSceneBuilder();
      const divided = run.tensors.filter(({ blocks }) => blocks !== undefined);
      assert.ok(divided.length >= 4);
      for (const { tensor, tasks } of divided) {
        const { rows } = build(run, undefined, { ...firstState, place: { tensor } });
        const elements = rows.reduce((sum, row) => sum + row.elements, 0);
        tasks.forEach(({ coefficient, kept }, task) => {
          const mean = (measure: number): number =>
            rows.reduce((sum, row) => sum + row.elements * figureAt(row.figures, task, measure), 0) / elements;
          assert.ok(Math.abs(mean(0) - coefficient) < 1e-6, `${tensor}: ${mean(0)} instead of ${coefficient}`);
          assert.ok(Math.abs(mean(1) - kept) < 1e-6, `${tensor}: ${mean(1)} instead of ${kept}`);
        });
      }
    });
  });
}
