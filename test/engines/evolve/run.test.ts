// An evolution over small checkpoints, by every algorithm: what it tells, what it writes, and that nothing but the seed decides.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { modelsmithError, problemsOf } from '../../../src/base/errors.js';
import { materialiseIndividual } from '../../../src/engines/evolve/materialise.js';
import { runEvolution } from '../../../src/engines/evolve/run.js';
import type { EvolveSpec } from '../../../src/engines/evolve/spec/schema.js';
import { FakeRun } from '../../fakes/fake-run.js';
import {
  evolveSpec,
  evolving,
  generationsOf,
  individualsOf,
  memberFiles,
  MEMBERS,
  nearness,
  readingNearness,
  outcomeOf,
  OUTPUT,
  recordsOf,
  type Evolved,
} from './evolve-runs.js';

const onCheckpoints: Readonly<Record<string, EvolveSpec>> = {
  evolver: evolveSpec(),
  'evolver with a merge': evolveSpec({
    merge: { merge_method: 'ties', base_model: 'base', parameters: { weight: 0.6, density: 0.5 } },
  }),
  'evolver with a drawing merge': evolveSpec({
    merge: { merge_method: 'dare_linear', base_model: 'base', parameters: { weight: 0.4, density: 0.5 } },
  }),
  cade: evolveSpec({ algorithm: { name: 'cade', CR: 0.3 } }),
  de: evolveSpec({ algorithm: { name: 'de', CR: 0.5 } }),
  'de, one after the other': evolveSpec({ algorithm: { name: 'de', donor: 'best/1', mode: 'async' } }),
  jde: evolveSpec({ algorithm: { name: 'jde' } }),
  shade: evolveSpec({ algorithm: { name: 'shade' } }),
};
const onMerges: Readonly<Record<string, EvolveSpec>> = {
  'cma-es on merges': evolveSpec({
    individuals: {
      type: 'merges',
      genes: { weight: { from: 0, to: 1 }, lambda: { from: 0.5, to: 1.5 } },
      layer_groups: 2,
      size: 6,
    },
    merge: { merge_method: 'task_arithmetic', base_model: 'base', models: [{ model: 'a' }, { model: 'b' }] },
    algorithm: { name: 'cma-es' },
  }),
  'de on merges': evolveSpec({
    individuals: { type: 'merges', genes: { weight: { from: 0, to: 1 } }, size: 5 },
    merge: { merge_method: 'linear', models: [{ model: 'a' }, { model: 'b' }, { model: 'c' }] },
    algorithm: { name: 'de' },
  }),
};

async function finished(spec: EvolveSpec, given?: Parameters<typeof evolving>[1]): Promise<Evolved> {
  const evolved = evolving(spec, given);
  await evolved.attempt();
  return evolved;
}

for (const [name, spec] of Object.entries({ ...onCheckpoints, ...onMerges })) {
  describe(name, () => {
    test('the best score never falls, the result has it, and every record is what its schema says', async () => {
      const evolved = await finished(spec);
      const scores = generationsOf(evolved.run).map(({ bestScore }) => bestScore ?? Number.NaN);
      assert.equal(scores.length, spec.generations + 1);
      for (const [i, score] of scores.slice(1).entries()) {
        assert.ok(score >= (scores[i] ?? Number.POSITIVE_INFINITY), 'the best so far got worse');
      }
      const rescored = await nearness(evolved.files)(
        { digest: '', materialise: () => Promise.resolve(OUTPUT) },
        new AbortController().signal,
      );
      assert.equal(rescored.score, scores.at(-1));
      const result = recordsOf(evolved.run).find((one) => one.type === 'evolve/rival' && one.role === 'result');
      assert.ok(result?.type === 'evolve/rival');
      assert.deepEqual(
        result.scores.map(({ part }) => part),
        ['fitness', 'validation', 'test'],
      );
    });

    test('it leaves the result and nothing beside it', async () => {
      const { files } = await finished(spec);
      const left = files.paths().filter((file) => /candidates|population|memory|individuals|partial/.test(file));
      assert.deepEqual(left, []);
      assert.ok(files.paths().includes(`${OUTPUT}/README.md`));
    });

    test('stopped anywhere, it goes on to the same history and the same bytes', async () => {
      const whole = outcomeOf(await finished(spec));
      const count = whole.events.length;
      for (const at of [3, Math.floor(count / 3), Math.floor(count / 2), count - 4]) {
        const evolved = evolving(spec);
        const stop = new AbortController();
        let seen = 0;
        evolved.run.onEvent = () => {
          seen += 1;
          if (seen === at) {
            stop.abort();
          }
        };
        await evolved.attempt(stop.signal).catch((thrown: unknown) => {
          assert.ok(stop.signal.aborted, String(thrown));
        });
        evolved.run.onEvent = undefined;
        await evolved.attempt();
        assert.deepEqual(outcomeOf(evolved), whole, `stopped after ${String(at)} events`);
      }
    });
  });
}

test('any individual can be written from the records alone, whether it lives or not', async () => {
  const spec = onCheckpoints['evolver'] ?? evolveSpec();
  const { run, files } = await finished(spec);
  const records = individualsOf(run);
  const scoreOf = nearness(files);
  for (const { id, score } of records) {
    const output = `/out/individual-${String(id)}`;
    const context = {
      ...new FakeRun({ files, folder: '/project', seed: 5 }).attempt(),
      output: { path: output, overwrite: false },
      onProgress: () => undefined,
    };
    await materialiseIndividual(spec, id, records, context);
    const again = await scoreOf(
      { digest: '', materialise: () => Promise.resolve(output) },
      new AbortController().signal,
    );
    assert.equal(again.score, score);
  }
});

test('writing the living down changes neither the history nor the result', async () => {
  const changed = (consolidate: number): EvolveSpec =>
    evolveSpec({
      individuals: { type: 'checkpoints', models: [...MEMBERS], consolidate },
      algorithm: { name: 'cade', CR: 0.3 },
      generations: 5,
    });
  assert.deepEqual(outcomeOf(await finished(changed(1))), outcomeOf(await finished(changed(1000))));
});

test('a generation that is made of the one before is the same, however many are scored at once', async () => {
  const parallel = (count: number): EvolveSpec => {
    const { evaluate } = evolveSpec();
    return evolveSpec({ algorithm: { name: 'de' }, evaluate: { ...evaluate, parallel: count } });
  };
  assert.deepEqual(outcomeOf(await finished(parallel(1))), outcomeOf(await finished(parallel(4))));
});

test('the same seed gives the same history, another one another', async () => {
  const spec = onCheckpoints['cade'] ?? evolveSpec();
  assert.deepEqual(outcomeOf(await finished(spec)), outcomeOf(await finished(spec)));
  const other = await finished(spec, { seed: 6 });
  assert.notDeepEqual(individualsOf(other.run), individualsOf((await finished(spec)).run));
});

test('a candidate that fails loses, and the run goes on', async () => {
  const files = memberFiles();
  let calls = 0;
  const evaluate = nearness(files, () => {
    calls += 1;
    return calls % 3 === 0;
  });
  const run = new FakeRun({
    files,
    folder: '/project',
    output: { path: OUTPUT, overwrite: false },
    ports: { evaluate },
  });
  await runEvolution(evolveSpec(), run.attempt());
  const failed = individualsOf(run).filter(({ score }) => score === undefined);
  assert.ok(failed.length > 0);
  assert.ok(failed.every(({ problems }) => problems?.[0]?.code === 'evaluator-no-report'));
});

test('budgets end it before a generation that would go over them', async () => {
  const { run } = await finished(evolveSpec({ generations: 50, budget: { evaluations: 17 } }));
  const chosen = recordsOf(run).find((one) => one.type === 'evolve/chosen');
  assert.ok(chosen?.type === 'evolve/chosen');
  assert.equal(chosen.reason, 'evaluations');
  assert.ok((generationsOf(run).at(-1)?.evaluations ?? 99) <= 17);
});

test('tensors that are excluded stay those of the original at the end of the line of parents', async () => {
  const spec = evolveSpec({ individuals: { type: 'checkpoints', models: [...MEMBERS], exclude: ['^lm_head'] } });
  const { run } = await finished(spec);
  const scores = new Set(individualsOf(run).map(({ score }) => score));
  // The head alone is scored.
  assert.ok(scores.size <= MEMBERS.length);
});

describe('what this program scores itself is read as it is computed, and lies on no disk', () => {
  const spec = (merge?: Readonly<Record<string, unknown>>): EvolveSpec =>
    evolveSpec({ validation: undefined, test: undefined, baselines: false, ...(merge === undefined ? {} : { merge }) });
  const cases: Readonly<Record<string, EvolveSpec>> = {
    individuals: spec(),
    'populations that are merged': spec({ merge_method: 'linear', parameters: { weight: 1 } }),
  };
  for (const [name, one] of Object.entries(cases)) {
    test(name, async () => {
      const written = await finished(one);
      const folders = new Set<string>();
      const inMemory = evolving(one, {
        evaluate: readingNearness((folder) => {
          folders.add(folder);
          assert.ok(!inMemory.files.paths().some((file) => file.startsWith(`${folder}/`)));
        }),
      });
      await inMemory.attempt();
      assert.deepEqual(
        individualsOf(inMemory.run).map(({ score }) => score),
        individualsOf(written.run).map(({ score }) => score),
      );
      assert.ok([...folders].every((folder) => folder.startsWith('/project/artifacts/')));
    });
  }
});

test('what a killed attempt left of a candidate stands in nobody’s way', async () => {
  const files = memberFiles();
  const artifacts = '/project/.modelsmith/runs/run-1/artifacts';
  for (const name of ['config.json', 'model.safetensors']) {
    files.put(`${artifacts}/candidates/0/${name}`, '{}');
    files.put(`${artifacts}/population/7/${name}`, '{}');
  }
  const output = { path: OUTPUT, overwrite: false };
  const run = new FakeRun({ files, folder: '/project', artifacts, output, ports: { evaluate: nearness(files) } });
  const individuals = { type: 'checkpoints', models: [...MEMBERS], consolidate: 1 };
  await runEvolution(evolveSpec({ individuals }), run.attempt());
  assert.deepEqual(
    files.paths().filter((file) => file.startsWith(`${artifacts}/`)),
    [],
  );
});

describe('who has no fitness', () => {
  /** Every third evaluation fails. */
  const failing = (files: ReturnType<typeof memberFiles>): ReturnType<typeof nearness> => {
    let calls = 0;
    return nearness(files, () => {
      calls += 1;
      return calls % 3 === 2;
    });
  };

  for (const algorithm of [
    { name: 'shade', memory: 1 },
    { name: 'jde' },
    { name: 'de' },
    { name: 'de', donor: 'trigonometric' },
    { name: 'cade', CR: 0.3 },
  ]) {
    test(`replaces nobody and stops nothing: ${JSON.stringify(algorithm)}`, async () => {
      const files = memberFiles();
      const output = { path: OUTPUT, overwrite: false };
      const run = new FakeRun({ files, folder: '/project', output, ports: { evaluate: failing(files) } });
      await runEvolution(evolveSpec({ algorithm, generations: 4, baselines: false }), run.attempt());
      const failed = individualsOf(run).filter(({ score, generation }) => score === undefined && generation > 0);
      assert.ok(failed.length > 0);
      assert.ok(failed.every(({ isAccepted }) => !isAccepted));
      assert.equal(generationsOf(run).length, 5);
    });
  }

  test('ends the run before the first generation where that is everybody, and says why', async () => {
    const files = memberFiles();
    const evolved = evolving(evolveSpec(), { evaluate: nearness(files, () => true) });
    await assert.rejects(evolved.attempt(), (thrown) => {
      assert.deepEqual(
        problemsOf(thrown).map(({ code }) => code),
        ['evolve-nothing-scored', 'evaluator-no-report'],
      );
      return true;
    });
    assert.ok(individualsOf(evolved.run).every(({ generation }) => generation === 0));
  });

  test('on the validation part leaves no other one’s score in its place', async () => {
    const files = memberFiles();
    const score = nearness(files);
    let looks = 0;
    const run = new FakeRun({
      files,
      folder: '/project',
      output: { path: OUTPUT, overwrite: false },
      ports: {
        evaluate: (candidate, signal, part) => {
          looks += part === 'validation' ? 1 : 0;
          return part === 'validation' && looks > 1
            ? Promise.reject(modelsmithError('evaluator-no-report', { program: 'score' }))
            : score(candidate, signal, part);
        },
      },
    });
    await runEvolution(evolveSpec(), run.attempt());
    const [first, ...others] = generationsOf(run);
    assert.ok(first?.validation !== undefined);
    const changed = others.filter(({ best }) => best !== first.best);
    assert.ok(changed.length > 0);
    assert.ok(changed.every(({ validation }) => validation === undefined));
  });
});

test('restarts count against the budget before they are begun, and patience begins anew with them', async () => {
  const spec = evolveSpec({
    algorithm: { name: 'evolver', F: 0, CR: 0 },
    generations: 30,
    patience: 2,
    restarts: { after: 2, most: 2 },
    budget: { evaluations: 60 },
    baselines: false,
  });
  const { run } = await finished(spec);
  const generations = generationsOf(run);
  // Two without a better score, two restarts of two each.
  assert.deepEqual(
    generations.flatMap(({ generation, isRestart }) => (isRestart ? [generation] : [])),
    [3, 5],
  );
  assert.equal(generations.at(-1)?.generation, 6);
  const short = await finished(evolveSpec({ ...spec, budget: { evaluations: 17 } }));
  assert.ok((generationsOf(short.run).at(-1)?.evaluations ?? 99) <= 17);
});
