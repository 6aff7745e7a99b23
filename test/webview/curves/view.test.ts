import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/protocol/events.js';
import type { RunHeader } from '../../../src/protocol/view-messages.js';
import { trainLog } from '../../fakes/train-log.js';
import type { TrainLog } from '../../fakes/train-log.js';
import { waitFor } from '../../fakes/wait-for.js';
import type { FakeRun } from '../harness/fake-host.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { CurvesPage } from './curves-page.js';
import { trainHeader } from './train-header.js';

const log = trainLog({ spiking: true, transfer: true });
const run: FakeRun = { header: trainHeader(), log };
const nothing: TrainLog = { events: [], dense: new Map() };

describe('the curves view', needsChromium, () => {
  const open = openViews('curves');
  const openRun = async (one: FakeRun = run): Promise<CurvesPage> => {
    const view = new CurvesPage(await open({ runs: [one] }));
    await view.charts.first().waitFor();
    return view;
  };

  it('has a chart for each metric, one for step sizes and one for firing rates, all painted', async () => {
    const view = await openRun();
    assert.deepEqual(await view.titles(), ['Loss', 'Accuracy', 'Step size', 'Firing rates']);
    assert.ok((await view.colours('figure.chart canvas >> nth=0')) > 10);
    assert.match((await view.legend('Loss')).join(' | '), /^training, smoothed .* \| validation .* \| test 0.51$/);
    assert.equal((await view.legend('Firing rates')).length, 8);
    await view.page.getByText('sew-resnet with 11.2M parameters on glyphs: 8,000 examples to train on').waitFor();
  });

  it('reads values by keyboard in all charts at once, and says them', async () => {
    const view = await openRun();
    await view.chart('Loss').getByRole('slider').focus();
    await view.page.keyboard.press('Home');
    const points = log.events.filter((event) => event.type === 'metric');
    const first = points.find(({ name }) => name === 'accuracy')?.value ?? 0;
    await waitFor('the reading', async () => (await view.slider('Accuracy')).text.startsWith('Step 1, '));
    assert.ok((await view.slider('Accuracy')).text.includes(`training, smoothed ${Number(first.toPrecision(4))}`));
    await view.page.keyboard.press('ArrowRight');
    await waitFor('the reading', async () => (await view.slider('Accuracy')).text.startsWith('Step 2, '));
  });

  it('zooms by keyboard and by dragging, in all charts, and shows everything again', async () => {
    const view = await openRun();
    const slider = view.chart('Loss').getByRole('slider');
    await slider.focus();
    await view.page.keyboard.press('+');
    await waitFor(
      'the zoom',
      async () => (await view.slider('Accuracy')).most - (await view.slider('Accuracy')).least < 300,
    );
    await view.button('Show everything').click();
    await waitFor('everything', async () => (await view.slider('Accuracy')).most === 480);
    const box = await view.chart('Loss').locator('.u-over').boundingBox();
    assert.ok(box !== null);
    await view.page.mouse.move(box.x + box.width * 0.25, box.y + 40);
    await view.page.mouse.down();
    await view.page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
    await view.page.mouse.up();
    await waitFor('the zoom', async () => {
      const { least, most } = await view.slider('Accuracy');
      return Math.abs(least - 120) < 8 && Math.abs(most - 240) < 8;
    });
  });

  it('keeps axis, smoothing, zoom and table over a reload', async () => {
    const view = await openRun();
    await view.choose('Axis', 'Epoch');
    await view.choose('Smoothing', 'Not smoothed');
    await view.chart('Loss').getByRole('slider').focus();
    await view.page.keyboard.press('+');
    await waitFor('the zoom', async () => (await view.slider('Loss')).most - (await view.slider('Loss')).least < 7);
    const before = await view.slider('Accuracy');
    await view.page.reload();
    await view.charts.first().waitFor();
    assert.deepEqual(await view.slider('Accuracy'), before);
    assert.match((await view.legend('Loss')).join(), /^training [\d.]+,/);
  });

  it('has every value in its table, and writes them and the picture to files', async () => {
    const page = await open({ runs: [run] });
    const view = new CurvesPage(page);
    await view.charts.first().waitFor();
    await view.button('Export PNG').click();
    await waitFor('the picture', () => page.host.saved.length === 1);
    const png = page.host.saved[0]?.content;
    assert.ok(png instanceof Uint8Array && Buffer.from(png.subarray(1, 4)).toString() === 'PNG');
    await view.button('Show table').click();
    const [first] = await view.table();
    assert.deepEqual(first?.slice(0, 2), ['1', '0.025']);
    assert.equal(await view.page.locator('.value-table table').getAttribute('aria-rowcount'), '481');
    await view.button('Export CSV').click();
    await waitFor('the file', () => page.host.saved.length === 2);
    assert.equal(String(page.host.saved[1]?.content).split('\r\n').length, 482);
    await view.page.getByText('Saved sew-glyphs.csv.').waitFor();
  });

  it('draws another run beside this one until the comparison ends', async () => {
    const other: FakeRun = { header: trainHeader({ key: '/other', name: 'baseline' }), log: trainLog({ seed: 3 }) };
    const page = await open({ runs: [run, other] });
    const view = new CurvesPage(page);
    await view.charts.first().waitFor();
    page.host.picks = '/other';
    await view.button('Compare…').click();
    await waitFor('its lines', async () =>
      (await view.legend('Loss')).some((line) => line.startsWith('validation, other run')),
    );
    await view.button('End comparison').click();
    await waitFor('their end', async () => (await view.legend('Loss')).length === 3);
    assert.ok(page.host.received.some((message) => message.type === 'unfollow' && message.run === '/other'));
  });

  it('shows the spikes of the step that is chosen, and says what a pass costs', async () => {
    const view = await openRun();
    await waitFor('the raster', async () => (await view.colours('canvas.raster')) > 2);
    const counts = (): Promise<string[]> => view.page.locator('.section-table td:last-child').allTextContents();
    const latest = await counts();
    await view.choose('After step', '40');
    await view.page.getByText('taken for class 5').waitFor();
    await waitFor('other spikes', async () => (await counts()).join() !== latest.join());
    await view.page.getByText('One forward pass takes about').waitFor();
  });

  it('lists the checkpoints, the best one marked in words', async () => {
    const view = await openRun();
    const best = view.page.locator('.section tr.marked');
    assert.match(await best.innerText(), /step-360[\s\S]*✓ the best so far/);
  });

  it('goes on with a live run, and follows a resume', async () => {
    const page = await open({ runs: [{ header: trainHeader({ status: 'running' }), log: nothing }] });
    const view = new CurvesPage(page);
    await view.page.getByText('No value is measured yet.').waitFor();
    const { key } = run.header;
    const send = (events: readonly RunEvent[]): Promise<void> =>
      page.host.send({ type: 'events', run: key, restart: false, caughtUp: true, events });
    const events = log.events.slice(0, 60);
    await send(events);
    await view.charts.first().waitFor();
    const { most } = await view.slider('Loss');
    await send([{ type: 'resumed', from: 10, seq: 11, at: 0 }]);
    await waitFor('the cut', async () => (await view.slider('Loss')).most < most);
    await send(log.events.slice(10));
    await waitFor('all of it', async () => (await view.slider('Loss')).most === 480);
  });

  it('draws a hundred thousand values', async () => {
    const events = Array.from(
      { length: 100_000 },
      (_, i): RunEvent => ({ type: 'metric', name: 'loss', step: i + 1, value: 1 / (i + 1), seq: i + 1, at: i }),
    );
    const view = await openRun({ header: trainHeader(), log: { events, dense: new Map() } });
    await waitFor('the last one', async () => (await view.slider('Loss')).most === 100_000);
    await view.page.getByText('Where a pixel holds several values').waitFor();
  });

  const states: readonly (readonly [string, Partial<RunHeader>, TrainLog, RegExp])[] = [
    ['queued', { status: 'queued' }, nothing, /waits for its turn/],
    ['succeeded with nothing measured', { status: 'succeeded' }, nothing, /measured nothing/],
    ['cancelled', { status: 'cancelled' }, trainLog({ unfinished: true }), /stopped before its end.*shown below/],
    ['diverged', { status: 'diverged' }, trainLog({ diverges: true }), /diverged\..*shown below.*at step 440/],
  ];
  for (const [state, header, told, says] of states) {
    it(`of a run that is ${state} says so`, async () => {
      const view = new CurvesPage(await open({ runs: [{ header: trainHeader(header), log: told }] }));
      await view.page.locator('.notice', { hasText: says }).waitFor();
      assert.equal((await view.charts.count()) > 0, told !== nothing);
    });
  }
});
