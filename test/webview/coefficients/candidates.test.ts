import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/protocol/events.js';
import { projectRoot } from '../../rig/project-root.js';
import type { FakeRun } from '../harness/fake-host.js';
import { makeMergeLog } from '../harness/merge-log.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { makeRunHeader } from '../harness/run-header.js';

const shots = path.join(projectRoot, '.e2e', 'shots', 'views');

const candidate = (role: string, label: string, values: Readonly<Record<string, number>>, score?: number) => ({
  type: 'merge/candidate',
  role,
  label,
  values,
  isRemembered: role === 'base',
  seconds: 12,
  ...(score === undefined ? {} : { score, scores: { accuracy: score, loss: 1 } }),
});
const lambdas = [0.2, 0.6, 1, 1.4, 1.8];
const scored = [
  candidate('base', './base', {}, 0.41),
  candidate('input', './models/math', {}, 0.62),
  candidate('input', './models/code', {}, 0.625),
  candidate('average', '', {}, 0.7),
  candidate('task-arithmetic', '', { lambda: 0.4 }, 0.71),
  ...lambdas.map((lambda) => candidate('trial', '', { 'parameters.lambda': lambda }, 0.8 - (lambda - 1.1) ** 2 / 4)),
  {
    ...candidate('trial', '', { 'parameters.lambda': 2.2 }),
    problems: [
      { code: 'evaluator-timeout', arguments: { program: 'score.py', seconds: 60 }, where: {}, severity: 'error' },
    ],
  },
  { type: 'merge/chosen', candidate: 7, metric: 'accuracy' },
];

/** The log of a merge with a search before it. */
function run(events: readonly object[]): FakeRun {
  const log = makeMergeLog();
  const all = [...events, ...log.events].map((event, i) => ({ ...event, seq: i + 1, at: i }) as unknown as RunEvent);
  return { header: makeRunHeader(), log: { ...log, events: all } };
}

describe('scored candidates in the coefficients view', needsChromium, () => {
  const open = openViews('coefficients');
  mkdirSync(shots, { recursive: true });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    it(`stand in a table, baselines first, the chosen one in words, and in a plot (${theme})`, async () => {
      const view = await open({ runs: [run(scored)], theme });
      const { page } = view;
      await page.locator('.candidates tbody tr').first().waitFor();
      await page.locator('.grid-row').first().waitFor();
      await page.locator('.candidates tbody tr').last().scrollIntoViewIfNeeded();
      await page.screenshot({ path: path.join(shots, `candidates-${theme}.png`) });
      const rows = await page
        .locator('.candidates tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
      assert.equal(rows.length, 11);
      assert.deepEqual(rows[0], ['base ./base', '', '0.41', '12 s', 'remembered']);
      assert.deepEqual(rows[7], ['trial', '1', '0.7975', '12 s', '✓ chosen']);
      assert.deepEqual(rows[10], [
        'trial',
        '2.2',
        'failed',
        '12 s',
        'score.py took longer than 60 seconds and was ended.',
      ]);
      assert.equal(await page.locator('.candidate-plot .point').count(), 5);
      assert.equal(await page.locator('.candidate-plot .baseline').count(), 5);
      assert.equal(await page.locator('.candidate-plot .chosen-ring').count(), 1);
      assert.deepEqual(await view.axe(), []);
      assert.ok((await view.violations()).every((violation) => violation === 'style-src-elem inline'));
    });
  }

  it('are not there where nothing was scored, and have no plot where two keys were searched', async () => {
    const none = await open({ runs: [run([])] });
    await none.page.locator('.grid-row').first().waitFor();
    assert.equal(await none.page.locator('.candidates').isVisible(), false);
    const two = lambdas.map((value) =>
      candidate('trial', '', { 'parameters.lambda': value, 'parameters.ratio': 0.1 }, 1),
    );
    const { page } = await open({ runs: [run(two)] });
    await page.locator('.candidates tbody tr').first().waitFor();
    assert.equal(await page.locator('.candidate-plot svg').count(), 0);
  });
});
