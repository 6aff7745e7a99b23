import { lineageTexts } from '../../src/base/texts/lineage.js';
import { emptyLineage, reduceLineage } from '../../src/protocol/lineage.js';
import type { LineageState } from '../../src/protocol/lineage.js';
import { element, setText } from '../shared/element.js';
import type { FollowedRun } from '../shared/followed-runs.js';
import { createFormat } from '../shared/format.js';
import { createLegend } from '../shared/legend.js';
import { memoizeLast } from '../shared/memoize-last.js';
import { createNotice } from '../shared/notice.js';
import type { Page } from '../shared/page.js';
import { createRunHead } from '../shared/run-head.js';
import { createRunSession } from '../shared/run-session.js';
import { saveExport } from '../shared/save.js';
import type { Export } from '../shared/save.js';
import { createVirtualTable } from '../shared/virtual-table.js';
import { createCharts } from './charts.js';
import { createDetails } from './details.js';
import { createDrawing } from './drawing.js';
import type { Drawing } from './drawing.js';
import { generationCharts } from './generation-charts.js';
import { generationTableView, generationsCsv } from './generation-table.js';
import { createGraph } from './graph.js';
import { individualTableView, individualsCsv } from './individual-table.js';
import { lineageJson } from './lineage-json.js';
import { lineageSvg } from './lineage-svg.js';
import { readPageState, withChoices } from './page-state.js';
import type { Choices, TableSorting } from './page-state.js';
import { partedWords } from './parted-words.js';
import { lineagePng } from './picture.js';
import { createRivals } from './rivals.js';
import { createToolbar } from './toolbar.js';
import { verdictWords } from './verdict.js';

/** Builds the lineage view, and keeps it in step with its run, the user's choices and the theme. */
export function createApp(page: Page): void {
  const format = createFormat(page.language);
  const session = createRunSession(page, {
    reducer: { empty: emptyLineage, reduce: reduceLineage },
    readKept: readPageState,
    render,
  });
  const { key, change, kept } = session;
  const choose = (choices: Choices): void => change(withChoices(kept(), choices));
  const drawingOf = createDrawing();

  const head = createRunHead((action) => page.post({ type: 'action', run: key, action }));
  const notice = createNotice();
  const verdict = element('p', { class: 'notice verdict', role: 'status' });
  const parted = element('p', { class: 'notice notice-warning', role: 'status' });
  const toolbar = createToolbar({
    show: (shown) => change({ ...kept(), shown }),
    showAll: () => choose({ range: undefined, rows: undefined }),
    exportAs: (kind) => void save(kind),
  });
  const graph = createGraph({
    look: (sight) => choose(sight),
    select: (selected) => choose({ selected }),
    mark: (marked) => choose({ selected: marked, marked: kept().marked === marked ? undefined : marked }),
  });
  const legend = createLegend();
  const caption = element('figcaption', { class: 'caption' });
  const hint = element('p', { class: 'caption' }, lineageTexts.graphKeys());
  const figure = element('figure', { class: 'lineage-figure' }, graph.element, legend.element, caption, hint);
  const charts = createCharts((range) => choose({ range }));
  const rivals = createRivals();
  const pictures = element('div', { class: 'pictures' }, figure, charts.element, rivals.element);
  const table = createVirtualTable();
  const details = createDetails({
    select: (selected) => choose({ selected }),
    mark: (marked) => choose({ marked }),
    materialise: (individual) => page.post({ type: 'materialise', run: key, individual }),
    close() {
      const { selected } = kept();
      choose({ selected: undefined, marked: undefined });
      graph.focus(selected);
    },
  });
  const body = element('div', { class: 'lineage-body' }, pictures, table.element, details.element);
  const picture = element('section', { class: 'tools-and-picture' }, toolbar.element, body);
  document.body.append(head.element, element('main', {}, notice.element, verdict, parted, picture));

  const individualRows = memoizeLast(
    (individuals: LineageState['individuals'], living: ReadonlySet<number>, sorting: TableSorting | undefined) => {
      const { begun } = session.own()?.state ?? emptyLineage;
      return begun === undefined
        ? undefined
        : individualTableView({
            individuals,
            begun,
            living,
            sorting,
            format,
            select: (selected) => choose({ selected }),
            sort: (next) => choose({ sorting: next }),
          });
    },
  );

  /** The run as the page's words tell of it: they stay while somebody moves in the picture. */
  let told: FollowedRun<LineageState> | undefined;

  function render(): void {
    const run = session.own();
    if (run === undefined) {
      return;
    }
    const { header, state } = run;
    const drawing = drawingOf(state, kept(), session.theme());
    if (run !== told) {
      told = run;
      head.update({ header, state, format });
      notice.update({ run, isEmpty: drawing === undefined, words: lineageTexts.evolving, others: [] });
      picture.hidden = drawing === undefined;
      sayWhatItIsWorth(state, drawing);
    }
    if (drawing !== undefined) {
      draw(state, drawing);
    }
  }

  /** The two sentences that nobody is to overlook: what the result beats, and since when fitness misleads. */
  function sayWhatItIsWorth(state: LineageState, drawing: Drawing | undefined): void {
    const { begun } = state;
    const evaluations = state.generations.at(-1)?.evaluations ?? state.individuals.length;
    const words = begun === undefined ? [] : verdictWords(state.rivals, { begun, evaluations, format });
    verdict.hidden = words.length === 0;
    setText(verdict, words.join(' '));
    parted.hidden = drawing?.parting === undefined;
    setText(parted, drawing?.parting === undefined ? '' : partedWords(drawing.parting, drawing.begun, format));
  }

  function draw(state: LineageState, drawing: Drawing): void {
    const { shown, sorting } = kept();
    toolbar.update(kept());
    pictures.hidden = shown !== 'graph';
    table.element.hidden = shown === 'graph';
    if (shown === 'graph') {
      drawPictures(state, drawing);
    } else {
      const view =
        shown === 'individuals'
          ? individualRows(state.individuals, drawing.living, sorting)
          : generationTableView(state.generations, drawing.begun, format);
      if (view !== undefined) {
        table.update(view);
      }
    }
    details.update({ ...drawing, format });
  }

  let legendOf: Drawing['fitness'] | undefined;

  function drawPictures({ generations, rivals: records }: LineageState, drawing: Drawing): void {
    const { begun, fitness, theme, parting, range, wholeRange } = drawing;
    graph.update({ ...drawing, format });
    if (legendOf !== fitness) {
      legendOf = fitness;
      legend.update(fitness.scale, formatScore(drawing), fitness.scale.domain);
    }
    const isWhole = drawing.bestLine.length > 0 || !begun.scoresPopulation;
    const more = [
      ...(graph.isCoarse() ? [lineageTexts.graphCells()] : []),
      ...(isWhole ? [] : [lineageTexts.noBestLine()]),
    ];
    setText(caption, [lineageTexts.graphCaption(), ...more].join(' '));
    charts.update(
      generationCharts({
        begun,
        generations,
        parting,
        range: range ?? wholeRange,
        isLogarithmic: fitness.isLogarithmic,
        theme,
        format,
      }),
    );
    rivals.update({ rivals: records, begun, format });
  }

  /** What is written at a place of the colour scale. */
  function formatScore({ fitness, begun }: Drawing): (position: number) => string {
    return (position) => {
      const score = format.figure(fitness.scoreAt(position));
      return fitness.isCut && position === fitness.scale.domain[0]
        ? lineageTexts.legendCut(score, begun.maximize)
        : score;
    };
  }

  async function save(kind: 'csv' | 'json' | 'svg' | 'png'): Promise<void> {
    const { state } = session.own() ?? { state: emptyLineage };
    const drawing = drawingOf(state, kept(), session.theme());
    if (drawing !== undefined) {
      const content = contentOf(kind, state, drawing);
      toolbar.say(
        await saveExport(
          page,
          async (): Promise<Export> => ({
            title: session.name(),
            format: kind,
            content: await content,
          }),
        ),
      );
    }
  }

  async function contentOf(
    kind: 'csv' | 'json' | 'svg' | 'png',
    state: LineageState,
    drawing: Drawing,
  ): Promise<string | Uint8Array> {
    const title = session.name();
    switch (kind) {
      case 'csv':
        return kept().shown === 'generations'
          ? generationsCsv(state.generations, drawing.begun)
          : individualsCsv(state.individuals, drawing.begun, drawing.living);
      case 'json':
        return lineageJson(title, state);
      case 'svg': {
        const scene = graph.wholeScene();
        return scene === undefined ? '' : lineageSvg({ title, scene, formatScore: formatScore(drawing) });
      }
      case 'png':
        return lineagePng({
          title,
          drawing,
          graph: graph.canvas(),
          charts: charts.drawn(),
          formatScore: formatScore(drawing),
        });
    }
  }

  session.begin();
}
