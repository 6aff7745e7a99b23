// DUR-ICL in its released form against the authors' rule in torch: rtol 1e-4, atol 1e-5; draws, counts and order exact.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Encodings, type Ranker, scoreCandidates } from '../../src/ml/icl/ranker/ranker.js';
import { type Lesson, RankerTrainer } from '../../src/ml/icl/ranker/ranker-trainer.js';
import { askShots, creditShots, type ShotTrace } from '../../src/ml/icl/shots/ask-shots.js';
import { orderShots } from '../../src/ml/icl/shots/order-shots.js';
import { keepShots, nextThreshold } from '../../src/ml/icl/shots/threshold.js';
import { goldenFolder } from './golden-folder.js';
import { goldenFiles } from './icl-files.js';

type Rows = readonly (readonly number[])[];

interface DurStep {
  readonly eq: Rows;
  readonly ec: readonly Rows[];
  readonly scores: Rows;
  readonly drawn: Rows;
  readonly answers: Rows;
  readonly threshold_in: number;
  readonly trace: readonly {
    readonly kept: readonly number[];
    readonly steps: readonly { readonly shots: number; readonly cand: number | null; readonly reward: number }[];
    readonly shift: boolean;
  }[];
  readonly reward: number;
  readonly loss: number;
  readonly llm_queries: number;
  readonly threshold_out: number;
  readonly grad_W: Rows;
  readonly W_after: Rows;
  readonly b_after: readonly number[];
}

interface DurFigures {
  readonly W: Rows;
  readonly b: readonly number[];
  readonly lr: number;
  readonly adam: readonly [beta1: number, beta2: number, eps: number];
  readonly steps: readonly DurStep[];
}

interface InferFigures {
  readonly scores: readonly number[];
  readonly shot_number: number;
  readonly prompt_order: Readonly<Record<string, readonly number[]>>;
}

const { skip } = goldenFolder('icl');
const { signal } = new AbortController();

function assertClose(got: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(got.length, expected.length, what);
  expected.forEach((one, i) => {
    const value = got[i] ?? Number.NaN;
    assert.ok(Math.abs(value - one) <= 1e-5 + 1e-4 * Math.abs(one), `${what}, element ${i}: ${value}, not ${one}`);
  });
}

const encodingsOf = (rows: Rows): Encodings => ({
  values: Float64Array.from(rows.flat()),
  features: rows[0]?.length ?? 0,
});

describe('DUR-ICL, batch by batch', { skip }, () => {
  test('there are figures', () => assert.ok(goldenFiles('dur').length > 0));
  for (const [file, content] of goldenFiles('dur')) {
    test(file, async (t) => {
      const { W, b, lr, adam, steps } = content as DurFigures;
      const [beta1, beta2, eps] = adam;
      const ranker: Ranker = {
        features: W[0]?.length ?? 0,
        width: b.length,
        weights: Float64Array.from([...W.flat(), ...b]),
      };
      const trainer = new RankerTrainer(ranker, { learningRate: lr, beta1, beta2, eps, clamp: 0 });
      assert.ok(steps.length > 0);
      for (const [i, step] of steps.entries()) {
        await t.test(`batch ${i}`, () => replay(step, { ranker, trainer }));
      }
    });
  }
});

async function replay(
  step: DurStep,
  { ranker, trainer }: { readonly ranker: Ranker; readonly trainer: RankerTrainer },
): Promise<void> {
  const questions = encodingsOf(step.eq);
  const lessons: Lesson[] = [];
  const traces: ShotTrace[] = [];
  for (const [i, candidates] of step.ec.entries()) {
    const asked = { questions, question: i, pool: encodingsOf(candidates), candidates: [...candidates.keys()] };
    const scores = scoreCandidates(ranker, asked);
    assertClose(scores, step.scores[i] ?? [], `scores of question ${i}`);
    const kept = keepShots(step.drawn[i] ?? [], scores, { sigma: step.threshold_in, rule: 'released' });
    const isRight = (shots: readonly number[]) => Promise.resolve(step.answers[i]?.[shots.length] === 1);
    const trace = await askShots(kept, scores, { isRight, signal });
    const expected = step.trace[i];
    assert.deepEqual(trace.kept, expected?.kept);
    assert.deepEqual(
      trace.steps,
      expected?.steps.map(({ shots, cand, reward }) => ({ shots, candidate: cand ?? undefined, reward })),
    );
    assert.equal(trace.recorded !== undefined, expected?.shift);
    traces.push(trace);
    lessons.push({ asked, credits: creditShots(trace) });
  }
  const rewards = traces.map((trace) => trace.steps.at(-1)?.reward ?? 0);
  assert.equal(
    rewards.reduce<number>((sum, one) => sum + one, 0),
    step.reward,
  );
  assert.equal(
    traces.reduce((sum, trace) => sum + trace.steps.length, 0),
    step.llm_queries,
  );
  const { loss } = trainer.step(lessons);
  const matrix = ranker.width * ranker.features;
  assertClose([loss], [step.loss], 'loss');
  assertClose(trainer.gradient.subarray(0, matrix), step.grad_W.flat(), 'gradient of W');
  assertClose(ranker.weights.subarray(0, matrix), step.W_after.flat(), 'W');
  assertClose(ranker.weights.subarray(matrix), step.b_after, 'b');
  const recorded = traces.flatMap((trace) => trace.recorded ?? []);
  const threshold = nextThreshold(step.threshold_in, recorded, { rule: 'released' });
  assertClose([threshold], [step.threshold_out], 'threshold');
}

describe('the order of a prompt', { skip }, () => {
  test('there are figures', () => assert.ok(goldenFiles('infer').length > 0));
  for (const [file, content] of goldenFiles('infer')) {
    test(file, () => {
      const { scores, shot_number: count, prompt_order: orders } = content as InferFigures;
      assert.ok(Object.keys(orders).length > 0);
      for (const [threshold, order] of Object.entries(orders)) {
        assert.deepEqual(orderShots(scores, count, Number(threshold)), order, `threshold ${threshold}`);
      }
    });
  }
});
