import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { TensorRow } from '../../../src/protocol/coefficients.js';
import type { SceneRun } from '../../../webview/coefficients/build-rows.js';
import { backFrom, inside } from '../../../webview/coefficients/navigation.js';
import { firstState } from '../../../webview/coefficients/page-state.js';
import type { PageState } from '../../../webview/coefficients/page-state.js';
import { shownValue } from '../../../webview/coefficients/rows.js';
import { createSceneBuilder } from '../../../webview/coefficients/scene.js';
import type { Scene } from '../../../webview/coefficients/scene.js';
import { aTensor, balance } from './a-tensor.js';

const task = (label: string): SceneRun['tasks'][number] => ({ label, model: `./${label}` });

function aRun(tensors: readonly TensorRow[], labels: readonly string[] = ['math', 'code']): SceneRun {
  return { tasks: labels.map(task), tensors, blocks: () => undefined };
}

function sceneOf(run: SceneRun, page: Partial<PageState> = {}, other?: SceneRun): Scene {
  return createSceneBuilder()(run, other, { ...firstState, ...page });
}

const labels = (scene: Scene): readonly string[] => scene.rows.map(({ label }) => label);
const values = (scene: Scene, column = 0): readonly number[] =>
  scene.rows.map((row) => shownValue(row, column, 'coefficient'));

const llama = aRun([
  aTensor('lm_head.weight', [9, 9]),
  aTensor('model.layers.1.self_attn.q_proj.weight', [3, 4], { shape: [2, 5] }),
  aTensor('model.layers.1.mlp.up_proj.weight', [5, 6], { shape: [3, 10] }),
  aTensor('model.layers.0.self_attn.q_proj.weight', [1, 2], { shape: [2, 5] }),
  aTensor('model.layers.0.mlp.up_proj.weight', [7, 8], { shape: [3, 10], nan: 2 }),
  aTensor('model.layers.10.self_attn.q_proj.weight', [2, 2]),
]);

describe('the model by layers', () => {
  it('has one row a layer by number, then what lies outside', () => {
    assert.deepEqual(labels(sceneOf(llama)), ['Layer 0', 'Layer 1', 'Layer 10', 'Outside the layers']);
  });

  it('shows means over the tensors, weighted by their elements', () => {
    const [first, second] = values(sceneOf(llama));
    assert.equal(first, (1 * 10 + 7 * 30) / 40);
    assert.equal(second, (3 * 10 + 5 * 30) / 40);
  });

  it('shows the same strip places in every layer, empty where a layer lacks a module', () => {
    const strips = sceneOf(llama)
      .rows.slice(0, 3)
      .map(({ strip }) => strip);
    assert.deepEqual(
      strips.map((strip) => [0, 1].map((slot) => strip?.label(slot))),
      Array.from({ length: 3 }, () => ['self_attn.q_proj', 'mlp.up_proj']),
    );
    assert.deepEqual(
      strips.map((strip) => strip?.value(0, 1, 0)),
      [2, 4, 2],
    );
    assert.deepEqual(
      strips.map((strip) => strip?.has(1)),
      [true, true, false],
    );
  });

  it('keeps encoder and decoder apart when both count their layers from 0', () => {
    const t5 = aRun([
      aTensor('encoder.block.0.layer.0.q.weight', [1, 1], { layer: 0 }),
      aTensor('decoder.block.0.layer.0.q.weight', [2, 2], { layer: 0 }),
      aTensor('encoder.block.1.layer.0.q.weight', [3, 3], { layer: 1 }),
    ]);
    assert.deepEqual(labels(sceneOf(t5)), ['encoder.block 0', 'encoder.block 1', 'decoder.block 0']);
  });

  it('counts what is not a number', () => {
    assert.deepEqual(
      sceneOf(llama).rows.map(({ nan }) => nan),
      [2, 0, 0, 0],
    );
  });

  it('leaves tensors that were copied out of the means, and shows nothing where all were', () => {
    const run = aRun([
      aTensor('a.0.x.weight', [2, 2]),
      aTensor('a.0.y.weight', [], { shape: [1000] }),
      aTensor('a.1.y.weight', []),
    ]);
    assert.deepEqual(values(sceneOf(run)), [2, Number.NaN]);
  });

  it('takes the last of two records of the same tensor', () => {
    const run = aRun([aTensor('a.0.x.weight', [1, 1]), aTensor('a.0.x.weight', [5, 5])]);
    assert.deepEqual(values(sceneOf(run)), [5]);
  });

  it('treats __proto__ and constructor as the names they are', () => {
    const run = aRun([aTensor('__proto__', [1, 1]), aTensor('constructor', [2, 2]), aTensor('toString', [3, 3])]);
    const scene = sceneOf(run, { grouping: 'modules' });
    assert.deepEqual(labels(scene), ['__proto__', 'constructor', 'toString']);
    assert.deepEqual(values(scene), [1, 2, 3]);
  });
});

describe('the way in and out', () => {
  it('leads from the model to a layer, a tensor and back, with the keyboard where it came from', () => {
    const layer = inside(firstState, sceneOf(llama).rows[1] ?? assert.fail());
    assert.ok(layer !== undefined);
    const inLayer = sceneOf(llama, layer);
    assert.deepEqual([inLayer.level, inLayer.groupLabel], ['tensors', 'Layer 1']);
    assert.deepEqual(labels(inLayer), ['self_attn.q_proj', 'mlp.up_proj']);

    const tensor = inside(layer, inLayer.rows[1] ?? assert.fail());
    assert.ok(tensor !== undefined);
    const inTensor = sceneOf(llama, tensor);
    assert.equal(inTensor.tensor?.tensor, 'model.layers.1.mlp.up_proj.weight');

    const out = backFrom(tensor, inTensor.place);
    assert.equal(out?.focus?.row, inLayer.rows[1]?.key);
    const further = backFrom(out ?? assert.fail(), sceneOf(llama, out).place);
    assert.equal(further?.focus?.row, sceneOf(llama).rows[1]?.key);
    assert.equal(backFrom(further ?? assert.fail(), sceneOf(llama, further).place), undefined);
  });

  it('shows the model while the place that was kept has not arrived yet', () => {
    const place = { group: 'layer 1 model.layers', tensor: 'model.layers.1.mlp.up_proj.weight' };
    const early = aRun(llama.tensors.slice(0, 1));
    assert.deepEqual([sceneOf(early, { place }).level, sceneOf(llama, { place }).level], ['groups', 'blocks']);
  });
});

describe('filter and order', () => {
  it('shows layers by their matching tensors only', () => {
    const scene = sceneOf(llama, { filter: 'Q_PROJ attn' });
    assert.deepEqual(labels(scene), ['Layer 0', 'Layer 1', 'Layer 10']);
    assert.deepEqual(values(scene), [1, 3, 2]);
  });

  it('orders by a task, biggest first, and back; what has no value comes last either way', () => {
    const run = aRun([aTensor('a', [1, 0]), aTensor('b', []), aTensor('c', [3, 0]), aTensor('d', [2, 0])]);
    const by = (reversed: boolean): readonly string[] =>
      labels(sceneOf(run, { grouping: 'tensors', sorting: { by: 'task', task: 0, reversed } }));
    assert.deepEqual(by(false), ['c', 'd', 'a', 'b']);
    assert.deepEqual(by(true), ['a', 'd', 'c', 'b']);
  });

  it('orders names as people count', () => {
    const run = aRun(['x.10', 'x.9', 'x.1'].map((name) => aTensor(name, [1, 1], { module: name })));
    const scene = sceneOf(run, { grouping: 'tensors', sorting: { by: 'name', reversed: false } });
    assert.deepEqual(labels(scene), ['x.1', 'x.9', 'x.10']);
  });

  it('has the same rows in any order', () => {
    const coefficient = fc.float({ noNaN: true, min: 0, max: 1 });
    const tensors = fc.array(fc.tuple(coefficient, coefficient), { maxLength: 20 });
    const sorting = fc.oneof(
      fc.record({ by: fc.constantFrom('model', 'name', 'elements'), reversed: fc.boolean() }),
      fc.record({ by: fc.constant('task'), task: fc.nat(2), reversed: fc.boolean() }),
    ) as fc.Arbitrary<PageState['sorting']>;
    fc.assert(
      fc.property(tensors, sorting, (pairs, by) => {
        const run = aRun(pairs.map((pair, i) => aTensor(`t${i}`, pair)));
        const scene = sceneOf(run, { grouping: 'tensors', sorting: by });
        assert.deepEqual([...labels(scene)].sort(), pairs.map((_, i) => `t${i}`).sort());
      }),
      { seed: 1 },
    );
  });
});

describe('the range of the colours', () => {
  it('is that of all tensors on every level, so that a colour keeps its meaning', () => {
    const place = { group: 'layer 1 model.layers' };
    assert.deepEqual(sceneOf(llama, { place, filter: 'q_proj' }).domain, sceneOf(llama).domain);
  });

  it('leaves a tail of 2 % to the colour of the end, and says so by its lowest and highest value', () => {
    const run = aRun(Array.from({ length: 200 }, (_, i) => aTensor(`t${i}`, i === 0 ? [50, 1] : [1 + i / 1000, 1])));
    const { high, most, least, low } = sceneOf(run).domain;
    assert.ok(high < 1.2);
    assert.deepEqual([most, least, low], [50, 1, 1]);
  });

  it('has two sides when a coefficient is negative', () => {
    assert.equal(sceneOf(aRun([aTensor('a', [-1, 1])])).domain.diverging, true);
    assert.equal(sceneOf(llama).domain.diverging, false);
  });
});

describe('the difference of two runs', () => {
  const other = aRun(
    [
      aTensor('model.layers.0.self_attn.q_proj.weight', [20, 0.5, 10]),
      aTensor('model.layers.0.mlp.up_proj.weight', [20, 1, 10], { shape: [3, 10] }),
      aTensor('model.layers.1.mlp.up_proj.weight', [20, 2, 10], { shape: [3, 10] }),
    ],
    ['code', 'math', 'chat'],
  );

  it('is this run minus the other, tasks matched by their labels', () => {
    const scene = sceneOf(llama, {}, other);
    assert.equal(values(scene)[0], (1 * 10 + 7 * 30) / 40 - (0.5 * 10 + 1 * 30) / 40);
    assert.equal(values(scene, 1)[0], (2 * 10 + 8 * 30) / 40 - 20);
    assert.deepEqual(
      scene.columns.map(({ matched }) => matched),
      [true, true],
    );
  });

  it('has no value where the other run has no counterpart', () => {
    const scene = sceneOf(llama, { place: { group: 'layer 1 model.layers' } }, other);
    assert.deepEqual(values(scene), [Number.NaN, 5 - 2]);
  });

  it('is 0 of a run and itself', () => {
    for (const page of [{}, { grouping: 'modules' as const }, { grouping: 'tensors' as const }]) {
      assert.ok(values(sceneOf(llama, page, llama)).every((value) => value === 0));
    }
  });

  it('marks a task that the other run does not have, and takes tasks in order where no label is the same', () => {
    const chat = aRun([aTensor('lm_head.weight', [1])], ['math']);
    assert.deepEqual(
      sceneOf(llama, {}, chat).columns.map(({ matched }) => matched),
      [true, false],
    );
    const twice = aRun([aTensor('lm_head.weight', [1, 2])], ['math', 'math']);
    const again = aRun([aTensor('lm_head.weight', [5, 9])], ['math', 'math']);
    assert.deepEqual(
      [0, 1].map((column) => values(sceneOf(twice, { grouping: 'tensors' }, again), column)[0]),
      [1 - 5, 2 - 9],
    );
    const renamed = aRun([aTensor('lm_head.weight', [1, 2])], ['a', 'b']);
    assert.deepEqual(values(sceneOf(llama, { grouping: 'tensors', filter: 'lm_head' }, renamed)), [8]);
  });
});

describe('the blocks of a tensor', () => {
  const matrix = aTensor('a.0.x.weight', [1, 1], {
    shape: [5, 4],
    blocks: { count: 3, elements: 8, data: { file: 'blocks.f32', offset: 0, length: 24 } },
  });
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  const place = { tensor: 'a.0.x.weight' };
  const withBlocks = (tensor: TensorRow, array: Float32Array | undefined): SceneRun => ({
    ...aRun([tensor]),
    blocks: () => array,
  });

  it('are rows of a matrix where they hold whole ones, the last maybe fewer', () => {
    const scene = sceneOf(withBlocks(matrix, data), { place });
    assert.deepEqual(labels(scene), ['Rows 0–1', 'Rows 2–3', 'Row 4']);
    assert.deepEqual(
      scene.rows.map(({ elements }) => elements),
      [8, 8, 4],
    );
  });

  it('have their figures in the order block, task, measure', () => {
    const scene = sceneOf(withBlocks(matrix, data), { place });
    assert.deepEqual(values(scene, 1), [4, 12, 20]);
    assert.equal(shownValue(scene.rows[2] ?? assert.fail(), 0, 'agreement'), 19);
  });

  it('are columns of a row, or elements, where they are shorter than a row or of a vector', () => {
    const short = {
      ...matrix,
      shape: [2, 12],
      blocks: { count: 3, elements: 8, data: matrix.blocks?.data ?? assert.fail() },
    };
    const inRow = { ...matrix, shape: [2, 16], blocks: { ...short.blocks, count: 3 } };
    const vector = { ...matrix, shape: [20] };
    assert.deepEqual(labels(sceneOf(withBlocks(short, data), { place })), [
      'Elements 0–7',
      'Elements 8–15',
      'Elements 16–23',
    ]);
    assert.equal(labels(sceneOf(withBlocks(inRow, data), { place }))[1], 'Row 0, columns 8–15');
    assert.equal(labels(sceneOf(withBlocks(vector, data), { place }))[2], 'Elements 16–19');
  });

  it('are none while they are not loaded, or are not what the tensor says', () => {
    assert.deepEqual(labels(sceneOf(withBlocks(matrix, undefined), { place })), []);
    assert.deepEqual(labels(sceneOf(withBlocks(matrix, data.slice(1)), { place })), []);
  });

  it('are compared with the same blocks of the other run only', () => {
    const run = withBlocks(matrix, data);
    assert.deepEqual(
      values(
        sceneOf(
          run,
          { place },
          withBlocks(
            matrix,
            data.map((x) => x * 2),
          ),
        ),
      ),
      [0, -8, -16],
    );
    const otherwise = { ...matrix, blocks: { count: 3, elements: 7, data: matrix.blocks?.data ?? assert.fail() } };
    assert.ok(values(sceneOf(run, { place }, withBlocks(otherwise, data))).every(Number.isNaN));
  });
});

it('a builder gives the same rows again while nothing that they are made of has changed', () => {
  const build = createSceneBuilder();
  const { rows } = build(llama, undefined, firstState);
  assert.equal(build(llama, undefined, { ...firstState, range: 'full' }).rows, rows);
  assert.notEqual(build(llama, undefined, { ...firstState, filter: 'q' }).rows, rows);
  assert.equal(balance(1).kept, 0.1);
});
