import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/protocol/events.js';
import { projectRoot } from '../../rig/project-root.js';
import type { FakeRun } from '../harness/fake-host.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { makeRunHeader } from '../harness/run-header.js';

const shots = path.join(projectRoot, '.e2e', 'shots', 'views');

const module = (name: string, energy: number, error: number) => ({
  type: 'merge/module',
  module: name,
  shape: [4096, 1024],
  rank: 16,
  energy,
  error,
});

/** The log of an extraction, as far as it has come. */
function extraction(events: readonly object[], status: 'running' | 'succeeded' = 'succeeded'): FakeRun {
  const all = [
    { type: 'started', kind: 'merge', name: 'adapter', seed: 0, backend: 'plain' },
    { type: 'phase', phase: 'merge/extracting' },
    ...events,
  ].map((event, i) => ({ ...event, seq: i + 1, at: i }) as unknown as RunEvent);
  const parameters = [{ path: 'rank', value: 16 }];
  return { header: makeRunHeader({ name: 'adapter', parameters, status }), log: { events: all, dense: new Map() } };
}

const modules = [
  module('model.layers.0.self_attn.q_proj', 0.9876, 0.1114),
  module('model.layers.0.mlp.up_proj', 0.5, 0.7071),
  module('model.layers.1.self_attn.q_proj', 1, 0),
];

describe('modules of an extracted adapter in the coefficients view', needsChromium, () => {
  const open = openViews('coefficients');
  mkdirSync(shots, { recursive: true });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    it(`stand in a table with what each keeps (${theme})`, async () => {
      const view = await open({ runs: [extraction(modules)], theme });
      await view.settled();
      const { page } = view;
      const rows = await page
        .locator('.modules tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
      assert.deepEqual(rows, [
        ['model.layers.0.self_attn.q_proj', '4,096 × 1,024', '16', '98.8%', '0.111'],
        ['model.layers.0.mlp.up_proj', '4,096 × 1,024', '16', '50.0%', '0.707'],
        ['model.layers.1.self_attn.q_proj', '4,096 × 1,024', '16', '100.0%', '0.000'],
      ]);
      assert.equal(await page.locator('.notice').innerText(), '');
      assert.equal(await page.locator('.grid-row').count(), 0);
      await page.screenshot({ path: path.join(shots, `modules-${theme}.png`) });
      assert.deepEqual(await view.axe(), []);
      assert.ok((await view.violations()).every((violation) => violation === 'style-src-elem inline'));
    });
  }

  it('are not there while there are none', async () => {
    const view = await open({ runs: [extraction([], 'running')] });
    await view.settled();
    assert.equal(await view.page.locator('.modules').isVisible(), false);
    assert.notEqual(await view.page.locator('.notice').innerText(), '');
  });
});
