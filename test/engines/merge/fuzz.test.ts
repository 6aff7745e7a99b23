// Random configurations over random little models: a plan tells everything, and what it lets pass runs and loads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { ModelsmithError } from '../../../src/base/errors.js';
import { formatProblem } from '../../../src/base/texts/format-problem.js';
import { methods } from '../../../src/engines/merge/methods/methods.js';
import { planMerge } from '../../../src/engines/merge/plan.js';
import { runMerge } from '../../../src/engines/merge/run.js';
import { mergeSchema } from '../../../src/engines/merge/spec/schema.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { FakeRun } from '../../fakes/fake-run.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { llamaConfig, llamaShapes, planContext, putModel, type SampleModel } from './sample-models.js';

const unit = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1));
/** A plain value, a gradient, or filters with or without one for all. */
const settingOf = <T>(plain: fc.Arbitrary<T>) => {
  const filtered = fc.record({ filter: fc.constantFrom('mlp', 'layers.1', '*', null), value: plain });
  return fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 1, arbitrary: fc.array(plain, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(filtered, { minLength: 1, maxLength: 2 }) },
  );
};
const parameterNames = [...methods.values()].flatMap((one) => [...one.perModel, ...one.shared]).map(({ name }) => name);
/** Mostly what makes sense, sometimes any value for any name. */
const sensible = fc.record(
  {
    weight: settingOf(fc.double({ min: -1, max: 2, noNaN: true })),
    density: settingOf(unit),
    gamma: fc.constantFrom(0, 0.01, 0.3),
    epsilon: fc.constantFrom(0.1, 1e-5),
    normalize: settingOf(fc.boolean()),
    rescale: fc.boolean(),
    lambda: settingOf(unit),
    t: settingOf(unit),
    ratio: unit,
    scope: fc.constantFrom('model', 'tensor'),
    select_topk: unit,
    filter_wise: fc.boolean(),
  },
  { requiredKeys: [] },
);
const odd = fc.dictionary(fc.constantFrom(...parameterNames), fc.oneof(unit, fc.boolean(), fc.constant('x')), {
  maxKeys: 3,
});
const parameters = fc.oneof({ weight: 12, arbitrary: sensible }, { weight: 1, arbitrary: odd });
const complete = parameters.map((one) => ({ weight: 1, t: 0.5, scale: 1, ...one }));
const model = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('base', 'a', 'b', './a') },
  { weight: 1, arbitrary: fc.constant('missing') },
);
const entry = fc.record({ model, parameters }, { requiredKeys: ['model'] });
const range = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom([0, 1], [1, 2], [0, 2]) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(3), fc.nat(4)).map(([first, end]) => [first, end]) },
);
const slice = fc
  .tuple(
    range,
    fc.array(fc.record({ model, parameters }, { requiredKeys: ['model'] }), { minLength: 1, maxLength: 3 }),
    fc.option(range),
  )
  .map(([first, sources, other]) => ({
    sources: sources.map((one, i) => ({ ...one, layer_range: i === 1 && other !== null ? other : first })),
  }));
const models = fc.array(entry, { minLength: 1, maxLength: 3 });
const slices = fc.array(slice, { minLength: 1, maxLength: 2 });
const shape = fc.oneof(
  { weight: 4, arbitrary: fc.record({ models }) },
  { weight: 2, arbitrary: fc.record({ slices }) },
  { weight: 1, arbitrary: fc.record({ modules: fc.record({ default: fc.record({ models }) }) }) },
);
const spec = fc
  .tuple(
    fc.record(
      {
        merge_method: fc.constantFrom(...methods.keys()),
        base_model: fc.oneof({ weight: 4, arbitrary: fc.constant('base') }, { weight: 1, arbitrary: model }),
        parameters: complete,
        dtype: fc.constantFrom('float32', 'float16', 'bfloat16'),
        max_shard_size: fc.constantFrom(300, '5GB'),
      },
      { requiredKeys: ['merge_method', 'base_model', 'parameters'] },
    ),
    shape,
  )
  .map(([top, sources]): Readonly<Record<string, unknown>> => ({ ...top, ...sources }));
const sample: fc.Arbitrary<SampleModel> = fc
  .record({
    layers: fc.constantFrom(1, 2, 2, 2, 3),
    head: fc.boolean(),
    vocabulary: fc.constantFrom(6, 6, 6, 7),
    tied: fc.boolean(),
  })
  .map(({ layers, head, vocabulary, tied }) => ({
    shapes: llamaShapes({ layers, head, vocabulary, hidden: 3 }),
    config: llamaConfig({ num_hidden_layers: layers, tie_word_embeddings: tied }),
  }));
const samples = fc.oneof(
  { weight: 1, arbitrary: fc.record({ base: sample, a: sample, b: sample }) },
  { weight: 4, arbitrary: sample.map((one) => ({ base: one, a: one, b: one })) },
);

test('a random merge is refused with sentences, or runs and loads', { timeout: 300_000 }, async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(spec, samples, async (wanted, found) => {
      const parsed = mergeSchema.safeParse(wanted);
      if (!parsed.success) {
        return;
      }
      const files = new MemoryFiles();
      for (const [name, one] of Object.entries(found)) {
        putModel(files, name, one);
      }
      const plan = await planMerge(parsed.data, planContext(files));
      assert.ok(plan.problems.every((one) => formatProblem(one).length > 10));
      const isRefused = plan.problems.some(({ severity }) => severity === 'error');
      const run = new FakeRun({ files, folder: '/project', output: { path: '/out/merged', overwrite: false } });
      const thrown: unknown = await runMerge(parsed.data, run.attempt()).then(
        () => undefined,
        (one: unknown) => one,
      );
      if (thrown !== undefined) {
        assert.ok(thrown instanceof ModelsmithError, inspect(thrown));
        const codes = thrown.problems.map(({ code }) => code);
        const isData = codes.every((code) => code === 'merge-not-finite' || code === 'merge-directions-cancel');
        assert.ok(isRefused || isData, JSON.stringify(thrown.problems));
        assert.ok(!files.paths().some((file) => file.startsWith('/out/merged/')));
        return;
      }
      assert.ok(!isRefused);
      ran += 1;
      const merged = await openCheckpoint(files, '/out/merged', new AbortController().signal);
      assert.ok(merged.tensors.size > 0);
      const last = run.events.filter((event) => event.type === 'progress').at(-1);
      assert.equal(last?.done, last?.total);
    }),
    { seed: 11, numRuns: 120 },
  );
  assert.ok(ran >= 20, `only ${String(ran)} ran`);
});
