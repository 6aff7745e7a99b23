import { curveTexts } from '../../src/base/texts/curves.js';
import { emptyCurves, reduceCurves } from '../../src/protocol/curves.js';
import type { CurvesState } from '../../src/protocol/curves.js';
import { chartsPng } from '../shared/charts-png.js';
import { element, setText } from '../shared/element.js';
import { createFormat } from '../shared/format.js';
import type { Format } from '../shared/format.js';
import { memoizeLast } from '../shared/memoize-last.js';
import { createNotice, otherRunNotes } from '../shared/notice.js';
import type { Page } from '../shared/page.js';
import { createRunHead } from '../shared/run-head.js';
import type { RunMethod } from '../shared/run-head.js';
import { createRunSession } from '../shared/run-session.js';
import { saveExport } from '../shared/save.js';
import { createVirtualTable } from '../shared/virtual-table.js';
import { visibleName } from '../shared/visible-name.js';
import { createChartBuilder } from './build-charts.js';
import { createChartGrid } from './chart-grid.js';
import { createCheckpoints } from './checkpoints.js';
import { readPageState, withRange, withSpikes } from './page-state.js';
import { createSpikes } from './spikes.js';
import { createToolbar } from './toolbar.js';
import { valueTable, valueTableCsv, valueTableView } from './value-table.js';

/** Builds the curves view, and keeps it in step with its runs, the user's choices and the theme. */
export function createApp(page: Page): void {
  const format = createFormat(page.language);
  const session = createRunSession(page, {
    reducer: { empty: emptyCurves, reduce: reduceCurves },
    readKept: readPageState,
    render,
  });
  const { key, change, kept } = session;
  const buildCharts = createChartBuilder();
  const tableOf = memoizeLast((own: CurvesState, other: CurvesState | undefined) => valueTable(own, other));

  const head = createRunHead((action) => page.post({ type: 'action', run: key, action }));
  const notice = createNotice();
  const toolbar = createToolbar({
    change: (chosen) => {
      const next = { ...kept(), ...chosen };
      // A part of the axis in another unit is another part.
      change(next.x === kept().x ? next : withRange(next, undefined));
    },
    showAll: () => change(withRange(kept(), undefined)),
    showTable: (shows) => change({ ...kept(), shown: shows ? 'table' : 'charts' }),
    comparison: session.comparison,
    exportCsv: () => void saveCsv(),
    exportPng: () => void savePng(),
  });
  const charts = createChartGrid((range) => change(withRange(kept(), range)));
  const checkpoints = createCheckpoints();
  const spikes = createSpikes({
    load: async (arrays) => (await page.request('dense', { run: key, arrays })).arrays,
    choose(step) {
      change(withSpikes(kept(), step));
    },
  });
  const table = createVirtualTable();
  const tableNote = element('p', { class: 'caption' });
  const twin = element('div', { class: 'value-table' }, table.element, tableNote);
  const pictures = element('div', { class: 'pictures' }, charts.element, spikes.element, checkpoints.element);
  const picture = element('section', { class: 'tools-and-picture' }, toolbar.element, pictures, twin);
  document.body.append(head.element, element('main', {}, notice.element, picture));

  function render(): void {
    const run = session.own();
    if (run === undefined) {
      return;
    }
    const { header, state } = run;
    const page = kept();
    const isEmpty = state.series.size === 0;
    const method = methodOf(state, format);
    head.update({ header, state, format, method, unmentioned: method === undefined ? [] : saidByMethod });
    const notes = otherRunNotes(page.other !== undefined, session.other());
    notice.update({ run, isEmpty, words: curveTexts.training, others: notes });
    picture.hidden = isEmpty;
    if (isEmpty) {
      return;
    }
    toolbar.update(page, { hasEpochs: state.stages.length > 0, format });
    const showsTable = page.shown === 'table';
    pictures.hidden = showsTable;
    twin.hidden = !showsTable;
    if (showsTable) {
      const values = tableOf(state, session.other()?.state);
      table.update(valueTableView(values, format));
      setText(tableNote, values.merged > 1 ? curveTexts.tableMerged(format.count(values.merged)) : '');
    } else {
      drawPictures(state);
    }
  }

  function drawPictures(own: CurvesState): void {
    const [page, theme, other] = [kept(), session.theme(), session.other()];
    const compared = other === undefined ? undefined : { state: other.state, name: other.header?.name ?? '' };
    charts.update(buildCharts({ own, other: compared, page, theme, format }), format);
    spikes.update({ records: own.spikes, operations: own.operations, step: page.spikes, theme, format });
    checkpoints.update(own, format);
  }

  async function saveCsv(): Promise<void> {
    const { state } = session.own() ?? { state: emptyCurves };
    const content = valueTableCsv(tableOf(state, session.other()?.state));
    toolbar.say(await saveExport(page, () => ({ title: session.name(), format: 'csv', content })));
  }

  async function savePng(): Promise<void> {
    const said = await saveExport(page, async () => ({
      title: session.name(),
      format: 'png',
      content: await chartsPng({ title: session.name(), charts: charts.drawn(), theme: session.theme() }),
    }));
    toolbar.say(said);
  }

  session.begin();
}

/** What stands in the experiment's own words in the method. */
const saidByMethod: readonly string[] = ['optimizer.name', 'network.type'];

/** The optimizer, and what is trained on what. */
function methodOf({ stages }: CurvesState, format: Format): RunMethod | undefined {
  const stage = stages.at(-1);
  if (stage === undefined) {
    return undefined;
  }
  const { network, data, optimizer } = stage;
  const what = curveTexts.trained(
    visibleName(network.type, 40),
    format.compact(network.parameters),
    visibleName(data.name, 60),
  );
  const examples = curveTexts.examples(
    format.count(data.train),
    format.count(data.validation),
    format.count(data.test),
  );
  return { name: optimizer, idea: curveTexts.idea(what, examples) };
}
