import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyStability, reduceStability } from '../../../src/protocol/stability.js';
import { summarizeStability } from '../../../src/protocol/stability-summary.js';
import { stabilityLog } from '../../fakes/stability-log.js';
import { waitFor } from '../../fakes/wait-for.js';
import type { FakeRun } from '../harness/fake-host.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { StabilityPage, stabilityHeader } from './stability-page.js';

const log = stabilityLog();
const run: FakeRun = { header: stabilityHeader(), log };
const summary = summarizeStability(reduceStability(emptyStability, log.events));

describe('the stability view', needsChromium, () => {
  const open = openViews('stability');
  const openRun = async (one: FakeRun = run): Promise<StabilityPage> => {
    const view = new StabilityPage(await open({ runs: [one] }));
    await view.cell(0, 0).waitFor();
    return view;
  };

  it('lists the optimizers, the most stable first, with their successes, gaps and steps', async () => {
    const view = await openRun();
    const [adam, ...rows] = await view.summary();
    assert.match(adam?.join(' ') ?? '', /^Adam, tuned succeeds on \d+% of its own grid/);
    const successes = rows.map(([, cell = '']) => Number.parseInt(cell, 10));
    assert.deepEqual(
      successes,
      [...successes].sort((a, b) => b - a),
    );
    assert.deepEqual(
      successes,
      (summary?.optimizers ?? []).map((one) => one.successes).sort((a, b) => b - a),
    );
    const dowg = rows.find(([name]) => name === 'dowg');
    assert.deepEqual([dowg?.[4], dowg?.[5]], ['reached on no task', '1']);
  });

  it('says in each cell by mark, sign and words what its colour says', async () => {
    const view = await openRun();
    const cells = await view.page.locator('.gap-grid tbody tr:not(:first-child) .gap-cell').evaluateAll((all) =>
      all.map((cell) => ({
        text: cell.textContent,
        label: cell.getAttribute('aria-label') ?? '',
        colour: (cell as HTMLElement).style.backgroundColor,
      })),
    );
    assert.equal(cells.length, 48);
    for (const { text, label, colour } of cells) {
      if (text === '✗ diverged') {
        assert.match(label, /3 of 3 seeds diverged\. No success\./);
        assert.equal(colour, '');
      } else {
        const [, mark, sign] = /^([✓✗]) ([-+]?)[\d.]+%$/.exec(text) ?? [];
        assert.match(label, mark === '✓' ? / A success\./ : / No success\./, text);
        assert.match(label, sign === '+' ? / better than tuned/ : sign === '-' ? / worse than tuned/ : /tuned/, text);
        assert.notEqual(colour, '');
      }
    }
    assert.ok(new Set(cells.map(({ colour }) => colour)).size > 10);
  });

  it('goes through the grid by keyboard and opens and closes the curves of a cell', async () => {
    const view = await openRun();
    await view.page.locator('.gap-cell[tabindex="0"]').focus();
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowRight');
    assert.match(await view.focusedLabel(), /^prodigy on mlp 8x8: Accuracy 0\.\d+ ± 0\.\d+\./);
    await view.page.locator('.tooltip', { hasText: 'prodigy on mlp 8x8' }).waitFor();
    await view.page.keyboard.press('Enter');
    await view.chartTitle().getByText('prodigy on mlp 8x8').waitFor();
    const lines = await view.page.locator('.cell-chart .chart-legend li').allTextContents();
    assert.equal(lines.length, 6);
    assert.equal(await view.cell(2, 1).getAttribute('aria-selected'), 'true');
    // The first Escape takes the tooltip away, the next one the curves.
    await view.page.keyboard.press('Escape');
    await view.page.keyboard.press('Escape');
    await view.chartTitle().waitFor({ state: 'hidden' });
    assert.match(await view.focusedLabel(), /^prodigy on mlp 8x8/);
  });

  it('opens by click, also tuned Adam, and keeps what is open over a reload', async () => {
    const view = await openRun();
    await view.cell(0, 2).click();
    await view.chartTitle().getByText('Adam, tuned on cnn 8x8').waitFor();
    await view.page.reload();
    await view.chartTitle().getByText('Adam, tuned on cnn 8x8').waitFor();
    await view.button('Close').click();
    await view.chartTitle().waitFor({ state: 'hidden' });
  });

  it('has a table of all cells, and writes it and the picture to files', async () => {
    const page = await open({ runs: [run] });
    const view = new StabilityPage(page);
    await view.cell(0, 0).waitFor();
    await view.button('Export PNG').click();
    await waitFor('the picture', () => page.host.saved.length === 1);
    const png = page.host.saved[0]?.content;
    assert.ok(png instanceof Uint8Array && Buffer.from(png.subarray(1, 4)).toString() === 'PNG');
    await view.button('Show table').click();
    await view.page.locator('.table-scroller tbody th').first().waitFor();
    assert.equal(await view.page.locator('.table-scroller table').getAttribute('aria-rowcount'), '49');
    await view.button('Export CSV').click();
    await waitFor('the file', () => page.host.saved.length === 2);
    const [, first = ''] = String(page.host.saved[1]?.content).split('\r\n');
    assert.match(first, /^adamg,logistic 8x8,0\.\d{6,},/);
    assert.equal(Number(first.split(',')[2]), summary?.optimizers[0]?.cells[0]?.mean);
  });

  it('grows with a live run, and says what is not settled yet', async () => {
    const part = stabilityLog({ done: 0.4 });
    const page = await open({
      runs: [{ header: stabilityHeader({ status: 'running' }), log: { events: [], dense: new Map() } }],
    });
    const view = new StabilityPage(page);
    await view.page.getByText('has not said yet what it compares').waitFor();
    const { key } = run.header;
    await page.host.send({ type: 'events', run: key, restart: false, caughtUp: true, events: part.events });
    await view.cell(1, 0).getByText('✓').waitFor();
    assert.equal(await view.cell(1, 7).textContent(), '');
    assert.match((await view.cell(1, 7).getAttribute('aria-label')) ?? '', /not begun/);
    assert.ok((await view.summary()).some(([, stability = '']) => stability.includes('so far')));
    const rest = log.events.slice(part.events.length);
    await page.host.send({ type: 'events', run: key, restart: false, caughtUp: true, events: rest });
    await view.cell(1, 7).getByText('%').waitFor();
    assert.ok((await view.summary()).every(([, stability = '']) => !stability.includes('so far')));
  });

  it('of a run in the queue says so', async () => {
    const log = { events: [], dense: new Map<string, Float32Array>() };
    const view = new StabilityPage(await open({ runs: [{ header: stabilityHeader({ status: 'queued' }), log }] }));
    await view.page.locator('.notice', { hasText: 'waits for its turn' }).waitFor();
  });
});
