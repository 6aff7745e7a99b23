import { stabilityTexts } from '../../src/base/texts/stability.js';
import type { StabilityBegun } from '../../src/engines/stability/events.js';
import { emptyStability, reduceStability } from '../../src/protocol/stability.js';
import type { RunFacts } from '../../src/protocol/run-facts.js';
import type { StabilityState } from '../../src/protocol/stability.js';
import { summarizeStability } from '../../src/protocol/stability-summary.js';
import type { StabilitySummary } from '../../src/protocol/stability-summary.js';
import { element, setText } from '../shared/element.js';
import { createFormat } from '../shared/format.js';
import { createLegend } from '../shared/legend.js';
import { createNotice } from '../shared/notice.js';
import type { Page } from '../shared/page.js';
import { createRunHead } from '../shared/run-head.js';
import { createRunSession } from '../shared/run-session.js';
import { saveExport } from '../shared/save.js';
import { createTooltip } from '../shared/tooltip.js';
import { createVirtualTable } from '../shared/virtual-table.js';
import { createCellChart } from './cell-chart.js';
import { createGapGrid } from './gap-grid.js';
import { gapScale } from './gap-scale.js';
import { heatmapPng } from './heatmap-png.js';
import { readPageState, withOpen } from './page-state.js';
import type { CellPlace } from './page-state.js';
import { summaryTable } from './summary-table.js';
import { createToolbar } from './toolbar.js';
import { twinCsv, twinView } from './twin.js';

interface Compared {
  readonly begun: StabilityBegun;
  readonly summary: StabilitySummary;
}

/** Builds the stability view, and keeps it in step with its run, the user's choices and the theme. */
export function createApp(page: Page): void {
  const format = createFormat(page.language);
  const session = createRunSession(page, {
    reducer: { empty: emptyStability, reduce: reduceStability },
    readKept: readPageState,
    render,
  });
  const { key, change, kept } = session;
  let summed: { readonly cells: StabilityState['cells']; readonly compared: Compared | undefined } | undefined;

  const head = createRunHead((action) => page.post({ type: 'action', run: key, action }));
  const notice = createNotice();
  const toolbar = createToolbar({
    showTable: (shows) => change({ ...kept(), shown: shows ? 'table' : 'heatmap' }),
    exportCsv: () => void save('csv'),
    exportPng: () => void save('png'),
  });
  const table = element('div', {
    class: 'summary',
    tabindex: 0,
    role: 'region',
    'aria-label': stabilityTexts.summaryTitle(),
  });
  const tableCaption = element('p', { class: 'caption' });
  const legend = createLegend();
  const grid = createGapGrid(createTooltip(), {
    open: (place) => openCell(place),
    back: () => openCell(undefined),
  });
  const heatmapCaption = element('figcaption', { class: 'caption' }, stabilityTexts.heatmapCaption());
  const figure = element('figure', { class: 'gap-figure' }, grid.element, legend.element, heatmapCaption);
  const chart = createCellChart(() => {
    openCell(undefined);
    grid.focus();
  });
  const twin = createVirtualTable();
  const picture = element(
    'section',
    { class: 'tools-and-picture' },
    table,
    tableCaption,
    toolbar.element,
    figure,
    twin.element,
    chart.element,
  );
  document.body.append(head.element, element('main', {}, notice.element, picture));

  const openCell = (place: CellPlace | undefined): void => change(withOpen(kept(), place));

  function comparedOf(state: StabilityState): Compared | undefined {
    if (summed?.cells !== state.cells || summed.compared?.begun !== state.begun) {
      const summary = summarizeStability(state);
      const { begun, cells } = state;
      summed = { cells, compared: begun === undefined || summary === undefined ? undefined : { begun, summary } };
    }
    return summed.compared;
  }

  function render(): void {
    const run = session.own();
    if (run === undefined) {
      return;
    }
    const { header, state } = run;
    head.update({ header, state: { ...state, figures: withoutOptimizers(state) }, format });
    notice.update({ run, isEmpty: state.begun === undefined, words: stabilityTexts.comparing, others: [] });
    const compared = comparedOf(state);
    picture.hidden = compared === undefined;
    if (compared !== undefined) {
      draw(compared);
    }
  }

  function draw({ begun, summary }: Compared): void {
    const { shown, open } = kept();
    const [theme, showsTable] = [session.theme(), shown === 'table'];
    table.replaceChildren(summaryTable(summary, format));
    setText(tableCaption, stabilityTexts.summaryCaption(format.percent(begun.margin, 0)));
    toolbar.update(kept());
    figure.hidden = showsTable;
    twin.element.hidden = !showsTable;
    if (showsTable) {
      twin.update(twinView(summary, begun, format));
    } else {
      const { scale, least, most } = gapScale(theme, summary, begun);
      grid.update({ summary, begun, scale, format, open });
      legend.update(scale, (value) => format.percent(value, 0, { signed: true }), [least, most]);
    }
    chart.update({ summary, begun, open: showsTable ? undefined : open, theme, format });
  }

  async function save(kind: 'csv' | 'png'): Promise<void> {
    const compared = comparedOf(session.own()?.state ?? emptyStability);
    if (compared === undefined) {
      return;
    }
    const { summary, begun } = compared;
    const title = session.name();
    const said = await saveExport(page, async () => ({
      title,
      format: kind,
      content:
        kind === 'csv'
          ? twinCsv(summary)
          : await heatmapPng({
              title,
              summary,
              ...gapScale(session.theme(), summary, begun),
              theme: session.theme(),
              format,
            }),
    }));
    toolbar.say(said);
  }

  session.begin();
}

/** What each optimizer came to stands in the table. */
const withoutOptimizers = ({ figures, begun }: StabilityState): RunFacts['figures'] =>
  figures?.filter(({ name }) => begun?.optimizers.includes(name) !== true);
