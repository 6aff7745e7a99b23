// Statistics of a verification against scipy's, and energies: within 1e-4 of their size, tails too, however small.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { compareLogits, energyScores, predictedClasses } from '../../src/ml/watermark/verification/compare-logits.js';
import { countTarget, successTails } from '../../src/ml/watermark/verification/success-tails.js';
import { goldenFolder } from './golden-folder.js';
import { goldenStems } from './watermark-tensors.js';

type Rows = readonly (readonly number[])[];

interface VerifyCase {
  readonly clean: Rows;
  readonly suspect: Rows;
  readonly t: readonly number[];
  readonly df: readonly number[];
  readonly p: readonly number[];
  readonly p_mean: number;
  readonly target: number;
  readonly wsr: number;
  readonly base: number;
  readonly binom_p_vs_chance: number;
  readonly binom_p_vs_base: number;
  readonly binom_p_vs_smoothed_base: number;
}

interface EnergyCase {
  readonly logits: Rows;
  readonly T: number;
  readonly energy: readonly number[];
}

const { folder, skip } = goldenFolder('watermark');
const logitsOf = (rows: Rows) => ({ values: Float64Array.from(rows.flat()), classes: rows[0]?.length ?? 0 });

function assertClose(got: number, expected: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= 1e-4 * Math.abs(expected), `${what}: ${got}, expected ${expected}`);
}

/** The cases of all files of a prefix, with their names. */
function casesOf(prefix: string): readonly (readonly [string, unknown])[] {
  const stems = skip === false ? goldenStems(folder, prefix, '.json') : [];
  return stems.flatMap((stem) => {
    const { cases } = JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as { readonly cases: readonly unknown[] };
    return cases.map((one, i) => [`${stem.slice(folder.length + 1)}, case ${i}`, one] as const);
  });
}

describe('verification', { skip }, () => {
  for (const [title, golden] of casesOf('wm_verify')) {
    test(title, () => {
      const one = golden as VerifyCase;
      const [clean, suspect] = [logitsOf(one.clean), logitsOf(one.suspect)];
      const { perClass, meanP } = compareLogits(clean, suspect);
      assert.equal(perClass.length, one.t.length);
      for (const [i, { t, df, p }] of perClass.entries()) {
        assertClose(t, one.t[i] ?? Number.NaN, `t of class ${i}`);
        assertClose(df, one.df[i] ?? Number.NaN, `df of class ${i}`);
        assertClose(p, one.p[i] ?? Number.NaN, `p of class ${i}`);
      }
      assertClose(meanP, one.p_mean, 'mean p');
      const [cleanCount, suspectCount] = [clean, suspect].map((logits) =>
        countTarget(predictedClasses(logits), one.target),
      );
      assert.ok(cleanCount !== undefined && suspectCount !== undefined);
      const tails = successTails(suspectCount, cleanCount, clean.classes);
      assertClose(tails.success, one.wsr, 'success rate');
      assertClose(tails.base, one.base, 'base');
      assertClose(10 ** tails.logChance, one.binom_p_vs_chance, 'tail against chance');
      assertClose(10 ** tails.logBase, one.binom_p_vs_base, 'tail against the base');
      assertClose(10 ** tails.logSmoothedBase, one.binom_p_vs_smoothed_base, 'tail against the smoothed base');
    });
  }
});

describe('energies', { skip }, () => {
  for (const [title, golden] of casesOf('wm_energy')) {
    test(title, () => {
      const { logits, T, energy } = golden as EnergyCase;
      const got = energyScores(logitsOf(logits), T);
      assert.equal(got.length, energy.length);
      energy.forEach((expected, row) => assertClose(got[row] ?? Number.NaN, expected, `row ${row}`));
    });
  }
});
