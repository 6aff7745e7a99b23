import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyCoefficients, reduceCoefficients } from '../../../src/protocol/coefficients.js';
import { firstState } from '../../../webview/coefficients/page-state.js';
import { shownValue } from '../../../webview/coefficients/rows.js';
import { createSceneBuilder } from '../../../webview/coefficients/scene.js';
import type { Scene } from '../../../webview/coefficients/scene.js';
import { sceneCsv } from '../../../webview/coefficients/scene-csv.js';
import { waitFor } from '../../fakes/wait-for.js';
import type { FakeRun } from '../harness/fake-host.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { makeMergeLog } from '../harness/merge-log.js';
import { makeRunHeader } from '../harness/run-header.js';
import { CoefficientsPage } from './coefficients-page.js';

const run: FakeRun = { header: makeRunHeader(), log: makeMergeLog() };
const other: FakeRun = { header: makeRunHeader({ key: '/other', name: 'other' }), log: makeMergeLog({ seed: 2 }) };

/** What the page should show of the run, made outside of it. */
function sceneOf({ log }: FakeRun, against?: FakeRun): Scene {
  const stateOf = (one: FakeRun): Parameters<ReturnType<typeof createSceneBuilder>>[0] => ({
    ...reduceCoefficients(emptyCoefficients, one.log.events),
    blocks: () => undefined,
  });
  return createSceneBuilder()(stateOf({ ...run, log }), against && stateOf(against), firstState);
}

describe('the coefficients view', needsChromium, () => {
  const open = openViews('coefficients');

  it('shows one row a layer and one column a task', async () => {
    const view = new CoefficientsPage(await open({ runs: [run] }));
    const names = sceneOf(run).rows.map(({ label }) => label);
    assert.deepEqual(await view.rowNames(), names);
    assert.deepEqual(await view.page.locator('.head-label').allTextContents(), ['math', 'code', 'german']);
  });

  it('paints the higher value in the brighter colour, cell by cell (dark theme)', async () => {
    const view = new CoefficientsPage(await open({ runs: [run] }));
    const { rows, columns } = sceneOf(run);
    await waitFor('all rows', async () => (await view.rowNames()).length === rows.length);
    const cells = rows.flatMap((row, i) =>
      columns.map((_, column) => ({ row: i, column, value: shownValue(row, column, 'coefficient') })),
    );
    const lights = await view.brightness(cells);
    const painted = cells.map(({ value }, i) => ({ value, light: lights[i] ?? 0 })).sort((a, b) => a.value - b.value);
    painted.slice(1).forEach(({ value, light }, i) => {
      assert.ok(light >= (painted[i]?.light ?? 0) - 1, `${value} is darker than ${painted[i]?.value}`);
    });
    assert.ok((painted.at(-1)?.light ?? 0) - (painted[0]?.light ?? 0) > 40);
  });

  it('is walked through by keyboard alone: in with Enter, out with Escape and Backspace', async () => {
    const view = new CoefficientsPage(await open({ runs: [run] }));
    const { keyboard } = view.page;
    await view.page.locator('vscode-button', { hasText: 'Export PNG' }).focus();
    await view.tabTo('.grid-cell');
    assert.equal(await view.page.locator('.grid [tabindex="0"]').count(), 1);
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'ArrowRight',
      'End',
      'ArrowLeft',
      'PageDown',
      'Control+Home',
      'ArrowDown',
    ]) {
      await keyboard.press(key);
    }
    assert.match(
      await view.focusedLabel(),
      /^Layer 1, math: Here the values of math were multiplied by 0\.\d+, on average\.$/,
    );
    assert.match(await view.tooltip(), /Layer 1.*Share kept/s);
    await keyboard.press('Enter');
    await view.rowNamed('self_attn.q_proj').waitFor();
    assert.match(await view.focusedLabel(), /^input_layernorm, math: /);
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await view.rowNamed('Rows 0–31').waitFor();
    assert.match(await view.focusedLabel(), /^Rows 0–31, math: /);
    await keyboard.press('Enter');
    assert.match(await view.focusedLabel(), /^Rows 0–31, math: /, 'there is nothing inside of a block');
    await keyboard.press('Escape');
    await view.rowNamed('mlp.down_proj').waitFor();
    assert.match(await view.focusedLabel(), /^mlp\.down_proj, math: /);
    await keyboard.press('Backspace');
    await view.rowNamed('Layer 15').waitFor();
    assert.match(await view.focusedLabel(), /^Layer 1, math: /);
    await keyboard.press('Escape');
    assert.match(await view.focusedLabel(), /^Layer 1, math: /, 'there is nothing further out');
    assert.equal(await view.page.locator('.grid [tabindex="0"]').count(), 1);
  });

  it('keeps the keyboard in a tensor without blocks, and leads out of it again', async () => {
    const opened = await open({ runs: [run] });
    const view = new CoefficientsPage(opened);
    const { keyboard } = view.page;
    await view.focusGrid();
    await keyboard.press('Enter');
    await view.rowNamed('input_layernorm').waitFor();
    await keyboard.press('Enter');
    await view.page.getByText('too small').waitFor();
    assert.equal(await view.rows.count(), 0);
    assert.deepEqual(await opened.axe(), []);
    await keyboard.press('ArrowDown');
    await keyboard.press('Escape');
    await view.rowNamed('input_layernorm').waitFor();
    assert.match(await view.focusedLabel(), /^input_layernorm, math: /);
  });

  it('is walked through by pointer: rows lead in, the breadcrumb out, a tooltip says what a place of a strip is', async () => {
    const view = new CoefficientsPage(await open({ runs: [run] }));
    await view.rowNamed('Layer 5').click();
    await view.rowNamed('mlp.up_proj').click();
    await view.rowNamed('Rows 0–87').waitFor();
    await view.page.locator('.breadcrumb button', { hasText: 'Layer 5' }).click();
    await view.rowNamed('mlp.up_proj').waitFor();
    await view.page.locator('.breadcrumb button', { hasText: 'Model' }).click();
    await view.rowNamed('Layer 15').waitFor();
    await view.hover({ row: 3, column: 0, share: 0.99 });
    assert.match(await view.tooltip(), /^Layer 3 › self_attn\.v_proj/);
    await view.page.mouse.move(1, 1);
    await view.page.locator('.tooltip').waitFor({ state: 'hidden' });
  });

  it('has a table twin with the same rows and figures', async () => {
    const view = new CoefficientsPage(await open({ runs: [run] }));
    const labels = await view.cellLabels();
    await view.button('Show table').click();
    const table = await view.table();
    assert.deepEqual(
      table.map(([name]) => name),
      sceneOf(run).rows.map(({ label }) => label),
    );
    const measures = 4;
    table.forEach((cells, row) => {
      const coefficients = cells.slice(-3 * measures).filter((_, i) => i % measures === 0);
      coefficients.forEach((coefficient, column) => {
        assert.ok(labels[row]?.[column]?.includes(`multiplied by ${coefficient}, `), `${row} ${column}`);
      });
    });
  });

  it('opens a row of the table by its name, and keeps only rows in sight in the document', async () => {
    const many: FakeRun = { header: makeRunHeader(), log: makeMergeLog({ layers: 60, experts: 20 }) };
    const view = new CoefficientsPage(await open({ runs: [many] }));
    await view.choose('Rows', 'Tensors');
    await view.button('Show table').click();
    await view.page.locator('table').waitFor();
    assert.equal(await view.page.locator('table').getAttribute('aria-rowcount'), String(60 * 29 + 4 + 2));
    assert.ok((await view.page.locator('tbody tr').count()) < 100);
    await view.page.locator('.table-scroller').evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await view.page.locator('tbody button', { hasText: 'model.norm.weight' }).click();
    await view.page.locator('.breadcrumb [aria-current]', { hasText: 'model.norm.weight' }).waitFor();
  });

  it('exports the rows that it shows with all their figures as CSV', async () => {
    const page = await open({ runs: [run] });
    const view = new CoefficientsPage(page);
    await view.button('Export CSV').click();
    await view.page.getByText('Saved math-code-german-mean-coefficient.csv.').waitFor();
    const [saved] = page.host.saved;
    assert.deepEqual([saved?.name, saved?.format], ['math-code-german-mean-coefficient.csv', 'csv']);
    assert.equal(saved?.content, sceneCsv(sceneOf(run)));
    assert.match(saved.content, /^name,tensors,elements,nan,infinite,math\.coefficient,math\.kept,/);
  });

  it('exports the whole picture as PNG, also what is scrolled out of sight', async () => {
    const many: FakeRun = { header: makeRunHeader(), log: makeMergeLog({ layers: 120 }) };
    const page = await open({ runs: [many] });
    const view = new CoefficientsPage(page);
    await view.button('Export PNG').click();
    await waitFor('the picture', () => page.host.saved.length === 1);
    const picture = await view.decodePng(page.host.saved[0]?.content);
    assert.ok(picture.height > 121 * 22, `${picture.height} pixels for 121 rows`);
    assert.ok(picture.colours > 50, `${picture.colours} colours`);
  });

  it('keeps measure, place, order, filter and keyboard over a reload of the page', async () => {
    const page = await open({ runs: [run] });
    const view = new CoefficientsPage(page);
    await view.rowNamed('Layer 5').click();
    await view.rowNamed('self_attn.q_proj').waitFor();
    await view.choose('Measure', 'Sign agreement');
    await view.page.locator('.head-button', { hasText: 'code' }).click();
    await view.page.locator('vscode-text-field input').fill('attn');
    await view.focusGrid();
    await view.page.keyboard.press('ArrowDown');
    const before = await view.appearance();
    assert.match(before.focus, /^self_attn\..*, math: Here 7\d\.\d+% of the non-zero elements/);
    await view.page.reload();
    await view.rowNamed('self_attn.q_proj').waitFor();
    await view.focusGrid();
    assert.deepEqual(await view.appearance(), before);
  });

  it('keeps where one looks while the run goes on', async () => {
    const log = makeMergeLog({ layers: 100 });
    const header = makeRunHeader({ status: 'running', actions: ['stop'] });
    const half = Math.floor(log.events.length / 2);
    const live: FakeRun = { header, log: { ...log, events: log.events.slice(0, half) } };
    const page = await open({ runs: [live] });
    const view = new CoefficientsPage(page);
    await view.rowNamed('Layer 0').waitFor();
    // In reverse, so that new rows come above those that are looked at.
    await view.choose('Rows', 'Tensors');
    await view.choose('Order', 'By name');
    await view.scrollTo(600);
    const before = await view.topRow();
    const shownBefore = await view.rowCount();
    for (let from = half; from < log.events.length; from += 50) {
      const events = log.events.slice(from, from + 50);
      await page.host.send({ type: 'events', run: header.key, restart: false, caughtUp: true, events });
    }
    await waitFor('all tensors', async () => (await view.rowCount()) === 904);
    assert.ok(shownBefore < 904);
    assert.deepEqual(await view.topRow(), before);
  });

  it('shows progress while it runs, and the result when it has ended', async () => {
    const header = makeRunHeader({ status: 'running', actions: ['stop', 'show-log'] });
    const page = await open({ runs: [{ header, log: makeMergeLog({ unfinished: true }) }] });
    const view = new CoefficientsPage(page);
    const bar = view.page.getByRole('progressbar');
    await bar.waitFor();
    assert.match((await bar.getAttribute('aria-valuetext')) ?? '', /^merging · \d+% · [\d.]+M of 835\.8M parameters$/);
    await page.host.send({ type: 'run', run: makeRunHeader() });
    await bar.waitFor({ state: 'hidden' });
    await view.page.getByText('succeeded').waitFor();
  });

  it('compares with another run that the host lets the user pick, also after a reload, until that is ended', async () => {
    const prepare = (host: { picks: string | undefined }): void => {
      host.picks = '/other';
    };
    const page = await open({ runs: [run, other], prepare });
    const view = new CoefficientsPage(page);
    await view.button('Compare…').click();
    await view.page.getByText('Shown is this run minus “other”').waitFor();
    const label = (await view.cellLabels())[0]?.[0] ?? '';
    assert.match(label, /^Layer 0, math: [+-]?0\.\d+: 0\.\d+ in this run, 0\.\d+ in the other\.$/);
    await view.button('Export CSV').click();
    await waitFor('the file', () => page.host.saved.length === 1);
    assert.equal(page.host.saved[0]?.content, sceneCsv(sceneOf(run, other)));
    await view.rowNamed('Layer 5').click();
    await view.rowNamed('mlp.down_proj').click();
    await view.rowNamed('Rows 0–31').waitFor();
    await waitFor('both runs’ blocks', async () => / in the other\.$/.test((await view.cellLabels())[0]?.[0] ?? ''));
    await view.page.reload();
    await view.page.getByText('Shown is this run minus “other”').waitFor();
    await view.button('End comparison').click();
    await view.page.getByText('Shown is this run minus').waitFor({ state: 'hidden' });
    assert.ok(page.host.received.some((message) => message.type === 'unfollow' && message.run === '/other'));
  });

  it('says when the run to compare with is gone', async () => {
    const page = await open({ runs: [run, other] });
    const view = new CoefficientsPage(page);
    page.host.picks = '/other';
    await view.button('Compare…').click();
    await view.button('End comparison').waitFor();
    await page.host.send({ type: 'gone', run: '/other' });
    await view.page.getByText('The run to compare with is not there any more.').waitFor();
    await page.host.send({ type: 'gone', run: run.header.key });
    await view.page.getByText('This run was deleted.').waitFor();
  });

  it('speaks the language of the editor', async () => {
    const texts = { 'Layer {0}': 'Schicht {0}', 'Mean coefficient': 'Mittlerer Koeffizient', Layers: 'Schichten' };
    const page = await open({ runs: [run], prepare: (host) => void (host.texts = texts) });
    const view = new CoefficientsPage(page);
    await view.rowNamed('Schicht 5').waitFor();
    await view.page.getByText('Mittlerer Koeffizient:').waitFor();
  });

  it('draws as many pixels as the screen has, follows its size, and repaints in another theme', async () => {
    const page = await open({ runs: [run], deviceScaleFactor: 2 });
    const view = new CoefficientsPage(page);
    const first = await view.canvas();
    assert.equal(first.real, first.width * 2);
    await view.page.setViewportSize({ width: 900, height: 700 });
    await waitFor('a narrower canvas', async () => (await view.canvas()).width < first.width);
    const [dark] = await view.brightness([{ row: 0, column: 2 }]);
    await page.setTheme('light');
    await waitFor(
      'a lighter cell',
      async () => ((await view.brightness([{ row: 0, column: 2 }]))[0] ?? 0) > (dark ?? 0) + 60,
    );
  });

  it('carries ten thousand tensors of eight tasks with a screenful of elements', async () => {
    const log = makeMergeLog({ layers: 60, experts: 160, tasks: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] });
    const view = new CoefficientsPage(await open({ runs: [{ header: makeRunHeader(), log }] }));
    await view.choose('Rows', 'Tensors');
    await waitFor('all rows', async () => (await view.rowCount()) === 60 * 169 + 4);
    await view.scrollTo(120_000);
    await view.rowNamed('model.layers.32.').first().waitFor();
    assert.ok((await view.rows.count()) < 60);
    const { width, height } = await view.canvas();
    assert.ok(width <= 1280 && height <= 800);
  });
});
