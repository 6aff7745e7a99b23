import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/protocol/events.js';
import { waitFor } from '../../fakes/wait-for.js';
import type { FakeRun } from '../harness/fake-host.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { makeRunHeader } from '../harness/run-header.js';
import { aTensor } from './a-tensor.js';
import { CoefficientsPage } from './coefficients-page.js';

const markup = '<img src=x onerror="globalThis.harmed=1"><script>globalThis.harmed=1</script>';
const names = [
  markup,
  '{0} {1} ${alert(1)} %s',
  'javascript:globalThis.harmed=1',
  'line\nbreak\u0000and\u0007bell',
  'right\u202Eto left',
  '\uD800 alone',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '=HYPERLINK("http://example.invalid")',
  ' ',
  '',
  `${'x'.repeat(10_000)}.weight`,
];

/** A run in which every text that comes from outside is hostile. */
const hostile: FakeRun = {
  header: makeRunHeader({ name: markup, parameters: [{ path: markup, value: markup }] }),
  log: {
    dense: new Map(),
    events: [
      { type: 'merge/tasks', method: markup, tasks: [markup, '__proto__'].map((label) => ({ label, model: label })) },
      ...names.map((name) => aTensor(name, [0.5, 0.25], { module: name, dtype: markup })),
      { type: 'merge/tensor', tensor: { toString: markup }, tasks: 7 },
      { type: 'log', level: 'info', problem: { code: markup, arguments: {}, where: {}, severity: 'warning' } },
      { type: 'log', level: 'info', problem: { code: 'shard-missing', arguments: null, where: null, severity: 'x' } },
      { type: 'result', figures: [{ name: markup, value: markup, unit: markup }] },
    ].map((event, i) => ({ ...event, seq: i + 1, at: 0 }) as unknown as RunEvent),
  },
};

describe('hostile names', needsChromium, () => {
  const open = openViews('coefficients');

  it('are shown as the text they are, on every level, in the table, in exports; nothing of them runs', async () => {
    const page = await open({ runs: [hostile] });
    const view = new CoefficientsPage(page);
    await view.choose('Rows', 'Tensors');
    await waitFor('all rows', async () => (await view.rowCount()) === names.length);
    const shown = await view.rowNames();
    assert.ok(shown.includes(markup));
    assert.ok(shown.includes('line\\u{a}break\\u{0}and\\u{7}bell'));
    assert.ok(shown.includes('right\\u{202e}to left'));
    assert.ok(shown.includes('__proto__') && shown.includes('constructor') && shown.includes('""'));
    assert.ok(shown.every((name) => name.length <= 200));
    await view.hover({ row: 0, column: 0, share: 0.5 });
    assert.ok((await view.tooltip()).startsWith(markup));

    await view.button('Show table').click();
    const table = await view.table();
    assert.ok(table.some(([name]) => name === markup));
    await view.button('Export CSV').click();
    await waitFor('the file', () => page.host.saved.length === 1);
    const csv = String(page.host.saved[0]?.content);
    assert.ok(csv.includes(`${'x'.repeat(10_000)}.weight`));
    assert.ok(csv.includes(`"'=HYPERLINK(""http://example.invalid"")"`));
    await view.button('Export PNG').click();
    await waitFor('the picture', () => page.host.saved.length === 2);

    await view.button('Show heatmap').click();
    await view.rowNamed(markup).click();
    await view.page.locator('.breadcrumb [aria-current]', { hasText: markup }).waitFor();
    await view.page.locator('summary').click();
    await view.page.getByText('Records of the log that could not be read').waitFor();

    assert.equal(await view.page.locator('img, body script:not([nonce])').count(), 0);
    assert.equal(await view.page.evaluate(() => 'harmed' in globalThis), false);
    assert.deepEqual(
      page.host.received.filter(({ type }) => type === 'trouble'),
      [],
    );
  });
});
