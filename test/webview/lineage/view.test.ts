import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyLineage, reduceLineage } from '../../../src/protocol/lineage.js';
import type { LineageState } from '../../../src/protocol/lineage.js';
import { evolveLog } from '../../fakes/evolve-log.js';
import { waitFor } from '../../fakes/wait-for.js';
import type { FakeRun } from '../harness/fake-host.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import type { ViewPage } from '../harness/view-page.js';
import { LineagePage, lineageHeader } from './lineage-page.js';

const log = evolveLog();
const run: FakeRun = { header: lineageHeader(), log };
const stateOf = (one: FakeRun['log']): LineageState => reduceLineage(emptyLineage, one.events);
const state = stateOf(log);
const best = state.chosen?.individuals[0] ?? -1;
const nothing = { events: [], dense: new Map<string, Float32Array>() };

describe('the lineage view', needsChromium, () => {
  const open = openViews('lineage');
  const openRun = async (one: FakeRun = run): Promise<{ page: ViewPage; view: LineagePage }> => {
    const page = await open({ runs: [one] });
    const view = new LineagePage(page);
    await view.ready();
    return { page, view };
  };

  it('says on top what the result beats, and since when fitness and validation part', async () => {
    const { view } = await openRun();
    assert.match((await view.page.locator('.verdict').textContent()) ?? '', /^On the test part the result beats/);
    const warning = (await view.page.locator('.notice-warning').textContent()) ?? '';
    assert.match(warning, /^Since generation \d+ fitness has risen .* validation has fallen/);
    const table = view.page.locator('.section-table tbody tr');
    assert.equal(await table.count(), 5);
    assert.match((await table.last().textContent()) ?? '', /^the result/);
    // Fitness, validation and test side by side, then the gains on each.
    assert.equal(await table.first().locator('td').count(), 6);
  });

  it('warns of nothing where both rise together', async () => {
    const { view } = await openRun({ header: lineageHeader(), log: evolveLog({ parting: 0 }) });
    assert.equal(await view.page.locator('.notice-warning').isVisible(), false);
  });

  it('draws fitness and validation with bands, F and CR, success and diversity over the same generations', async () => {
    const { view } = await openRun();
    const titles = await view.page.locator('.generation-charts h2').allTextContents();
    assert.deepEqual(titles, ['Accuracy of the best', 'F and CR', 'Success rate', 'Diversity']);
    const legend = await view.page.locator('.chart-legend').first().locator('li').allTextContents();
    assert.deepEqual(
      legend.map((line) => line.replace(/ [\d.]+$/, '')),
      ['Fitness', 'Validation', 'Mean of the population'],
    );
    const charts = view.page.getByRole('slider');
    for (const name of ['aria-valuemin', 'aria-valuemax']) {
      const ends = await charts.evaluateAll((all, attribute) => all.map((one) => one.getAttribute(attribute)), name);
      assert.deepEqual(new Set(ends), new Set([name === 'aria-valuemin' ? '-0.5' : '30.5']));
    }
    // Each plot begins where the graph's does.
    const lefts = await view.page
      .locator('.u-over')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)));
    const graph = await view.graph.boundingBox();
    assert.deepEqual(new Set(lefts), new Set([Math.round((graph?.x ?? 0) + 72)]));
  });

  it('goes from individual to individual by keyboard, opens one, and gives the keyboard back', async () => {
    const { view } = await openRun();
    await view.graph.focus();
    await view.press('b');
    assert.match(
      await view.said(),
      new RegExp(`^Individual ${best} · generation \\d+, place \\d+ · Accuracy 0\\.\\d+`),
    );
    await view.page.locator('.tooltip', { hasText: `Individual ${best}` }).waitFor();
    await view.press('p');
    const parent = state.individuals[best]?.parent;
    assert.match(await view.said(), new RegExp(`^Individual ${parent} `));
    await view.press('Home');
    assert.match(await view.said(), /generation 0,/);
    await view.press('ArrowRight');
    assert.match(await view.said(), /generation 1,/);
    await view.press('Enter');
    assert.equal(String(await view.selected()), /\d+/.exec(await view.said())?.[0]);
    await view.press('Escape');
    assert.equal(await view.selected(), undefined);
    assert.equal(await view.page.evaluate(() => document.activeElement?.className), 'lineage-graph');
  });

  it('shows all about one: scores, rates, life, values in their ranges, and parents that select themselves', async () => {
    const { view } = await openRun();
    await view.graph.focus();
    await view.press('b', 'Enter');
    const one = state.individuals[best];
    const facts = await view.facts();
    assert.equal(facts['Standing'], 'living');
    assert.equal(facts['Generation'], String(one?.generation));
    assert.match(facts['Accuracy'] ?? '', /^0\.\d+ \(0\.\d+–0\.\d+\)$/);
    assert.match(facts['F1 score'] ?? '', /^0\./);
    assert.match(facts['In the population'] ?? '', /^since generation/);
    assert.match(facts['Donor'] ?? '', /^\d+ \+ 0\.\d+·\(\d+ − \d+\)$/);
    assert.equal(await view.details.locator('.gene-bar').count(), 5);
    const parent = view.details.getByRole('button', { name: /^Parent \d+$/ });
    await parent.focus();
    await view.press('Enter');
    assert.equal(await view.selected(), one?.parent);
    await view.details.getByRole('button', { name: String(best), exact: true }).click();
    assert.equal(await view.selected(), best);
  });

  it('says why one has no score', async () => {
    const { view } = await openRun();
    const failed = state.individuals.find(({ score }) => score === undefined);
    assert.ok(failed !== undefined);
    await view.choose('Table of individuals');
    await view.page.getByRole('button', { name: 'Standing', exact: true }).click();
    await view.page
      .getByRole('row', { name: /failed/ })
      .first()
      .getByRole('button')
      .click();
    await view.details.getByText('Why it has no score').waitFor();
    await view.details.locator('.problems li').waitFor();
    assert.equal(await view.button('Materialise…').isVisible(), false);
  });

  it('compares two: differences of scores, rates and values, and whom both descend from', async () => {
    const { view } = await openRun();
    await view.graph.focus();
    await view.press('b', 'c');
    await view.details.getByText('Now select another individual.').waitFor();
    await view.press('p', 'Enter');
    const parent = state.individuals[best]?.parent ?? -1;
    await view.details.getByRole('heading', { name: `${parent} beside ${best}` }).waitFor();
    const rows = await view.details.locator('.comparison tbody th').allTextContents();
    assert.ok(['Accuracy', 'F1 score', 'Generation', 'F', 'CR', 'lambda'].every((row) => rows.includes(row)));
    const score = view.details.locator('.comparison tbody tr', { hasText: 'Accuracy' }).locator('td').last();
    assert.match((await score.textContent()) ?? '', /^-0\.\d+$/);
    await view.details.getByText(`${best} descends from ${parent}.`).waitFor();
    await view.button('End comparison').click();
    await view.details.getByRole('heading', { name: / beside / }).waitFor({ state: 'hidden' });
  });

  it('asks the host to materialise the one that is shown', async () => {
    const { page, view } = await openRun();
    await view.graph.focus();
    await view.press('b', 'Enter');
    await view.button('Materialise…').click();
    const asked = await waitFor('the wish', () => page.host.received.find(({ type }) => type === 'materialise'));
    assert.deepEqual(asked, { type: 'materialise', run: run.header.key, individual: best });
  });

  it('offers nothing to materialise of points, which are no models', async () => {
    const points = evolveLog({ individuals: 'points', isDistribution: true });
    const { view } = await openRun({ header: lineageHeader(), log: points });
    await view.graph.focus();
    await view.press('b', 'Enter');
    await view.details.getByText('Drawn from a distribution, so it has no parents.').waitFor();
    assert.equal(await view.button('Materialise…').isVisible(), false);
  });

  it('selects by click, zooms by wheel and keys, moves by drag, and shows everything again', async () => {
    const { view } = await openRun();
    const whole = await view.picture();
    const chart = view.page.getByRole('slider').first();
    const width = async (): Promise<number> =>
      Number(await chart.getAttribute('aria-valuemax')) - Number(await chart.getAttribute('aria-valuemin'));
    assert.equal(await width(), 31);
    const box = await view.graph.boundingBox();
    assert.ok(box !== null);
    // The best of the first generation lies in the upper left corner.
    const first = [box.x + 72 + ((box.width - 82) / 31) * 0.5, box.y + 8 + 7] as const;
    await view.page.mouse.click(...first);
    const original = [...state.individuals]
      .filter((one) => one.generation === 0)
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))[0];
    assert.equal(await view.selected(), original?.id);
    await view.page.keyboard.press('Escape');
    await view.page.mouse.move(...first);
    await view.page.mouse.wheel(0, -300);
    await waitFor('a closer look', async () => (await width()) < 20);
    assert.notEqual(await view.picture(), whole);
    const before = await chart.getAttribute('aria-valuemin');
    await view.page.mouse.move(box.x + box.width / 2, box.y + 200);
    await view.page.mouse.down();
    await view.page.mouse.move(box.x + box.width / 2 - 200, box.y + 200, { steps: 4 });
    await view.page.mouse.up();
    await waitFor('another part', async () => (await chart.getAttribute('aria-valuemin')) !== before);
    await view.button('Show everything').click();
    await waitFor('everything', async () => (await width()) === 31);
    await view.graph.focus();
    await view.press('+', '+');
    assert.ok((await width()) < 15);
    await view.press('0');
    assert.equal(await width(), 31);
  });

  it('keeps what was chosen over a reload', async () => {
    const { view } = await openRun();
    await view.graph.focus();
    await view.press('b', 'c', 'p', 'Enter', '+');
    const [selected, range] = [
      await view.selected(),
      await view.page.getByRole('slider').first().getAttribute('aria-valuemin'),
    ];
    await view.page.reload();
    await view.ready();
    assert.equal(await view.selected(), selected);
    assert.equal(await view.page.getByRole('slider').first().getAttribute('aria-valuemin'), range);
    await view.details.getByRole('heading', { name: / beside / }).waitFor();
  });

  it('has all individuals in a table, sorted by any column, and the curves in another', async () => {
    const { view } = await openRun();
    await view.choose('Table of individuals');
    assert.equal(await view.rowCount(), state.individuals.length);
    const header = view.page.getByRole('button', { name: 'Accuracy', exact: true });
    await header.click();
    await header.click();
    assert.equal((await view.table())[0]?.[0], String(best));
    assert.equal(await view.page.locator('th[aria-sort="descending"]').count(), 1);
    assert.equal(await header.evaluate((button) => button === document.activeElement), true);
    await header.click();
    assert.equal((await view.table())[0]?.[0], '0');
    await view.choose('Table of generations');
    assert.equal(await view.rowCount(), 31);
  });

  it('writes tables, records and pictures to files', async () => {
    const { page, view } = await openRun();
    const save = async (label: string): Promise<string | Uint8Array> => {
      const before = page.host.saved.length;
      await view.button(label).click();
      await waitFor('the file', () => page.host.saved.length > before);
      return page.host.saved.at(-1)?.content ?? '';
    };
    assert.equal(
      String(await save('Export CSV'))
        .trim()
        .split('\r\n').length,
      state.individuals.length + 1,
    );
    const json = JSON.parse(String(await save('Export JSON'))) as { readonly individuals: readonly unknown[] };
    assert.equal(json.individuals.length, state.individuals.length);
    const svg = String(await save('Export SVG'));
    const marks = await view.page.evaluate((text) => {
      const read = new DOMParser().parseFromString(text, 'image/svg+xml');
      return { circles: read.querySelectorAll('circle').length, paths: read.querySelectorAll('path').length };
    }, svg);
    const failed = state.individuals.filter(({ score }) => score === undefined).length;
    assert.deepEqual(marks, { circles: state.individuals.length - failed, paths: failed });
    const png = await save('Export PNG');
    assert.ok(png instanceof Uint8Array && Buffer.from(png.subarray(1, 4)).toString() === 'PNG');
    await view.choose('Table of generations');
    assert.match(String(await save('Export CSV')), /^generation,best,best_score,/);
  });

  it('grows with a live run, and goes on with what was selected', async () => {
    const { page, view } = await openLive();
    const { key } = run.header;
    const part = evolveLog({ done: 10 }).events;
    await page.host.send({ type: 'events', run: key, restart: false, caughtUp: true, events: part });
    await view.ready();
    await view.graph.focus();
    await view.press('b', 'Enter');
    const selected = await view.selected();
    const picture = await view.picture();
    const chart = view.page.getByRole('slider').first();
    assert.equal(await chart.getAttribute('aria-valuemax'), '10.5');
    const rest = log.events.slice(part.length);
    await page.host.send({ type: 'events', run: key, restart: false, caughtUp: true, events: rest });
    await waitFor('the rest', async () => (await chart.getAttribute('aria-valuemax')) === '30.5');
    assert.equal(await view.selected(), selected);
    assert.notEqual(await view.picture(), picture);
  });

  async function openLive(): Promise<{ page: ViewPage; view: LineagePage }> {
    const page = await open({ runs: [{ header: lineageHeader({ status: 'running' }), log: nothing }] });
    const view = new LineagePage(page);
    await view.page.getByText('No individual is evaluated yet').waitFor();
    return { page, view };
  }

  it('says why there is nothing yet, or nothing at all', async () => {
    for (const [status, says] of [
      ['queued', /waits for its turn/],
      ['succeeded', /has evaluated no individuals/],
    ] as const) {
      const page = await open({ runs: [{ header: lineageHeader({ status }), log: nothing }] });
      await page.page.locator('.notice', { hasText: says }).waitFor();
      assert.equal(await page.page.locator('.lineage-graph').isVisible(), false);
    }
  });

  it('draws ten thousand individuals, each of which can be reached and opened', async () => {
    const large = evolveLog({ size: 50, generations: 199 });
    const { view } = await openRun({ header: lineageHeader(), log: large });
    const found = stateOf(large);
    assert.equal(found.individuals.length, 10_000);
    await view.graph.focus();
    await view.press('End', 'Control+End');
    assert.match(await view.said(), /generation 199,/);
    await view.press('Enter');
    assert.equal(found.individuals[(await view.selected()) ?? -1]?.generation, 199);
    await view.choose('Table of individuals');
    assert.equal(await view.rowCount(), 10_000);
  });

  it('shows names as names, whatever they hold', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e';
    const events = log.events.map((event) =>
      event.type === 'evolve/individual' && event['generation'] === 0 ? { ...event, label: hostile } : event,
    );
    const { view } = await openRun({ header: lineageHeader({ name: hostile }), log: { ...log, events } });
    await view.graph.focus();
    await view.press('Home', 'Enter');
    assert.match((await view.details.locator('h2').textContent()) ?? '', /<img src=x onerror=alert\(1\)>\\u\{202e\}/);
    assert.equal(await view.page.locator('img').count(), 0);
  });
});
