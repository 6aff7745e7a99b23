import type { EvolveBegun } from '../../src/engines/evolve/events.js';
import type { LineageState } from '../../src/protocol/lineage.js';
import { partingOf } from '../../src/protocol/lineage-parting.js';
import type { Parting } from '../../src/protocol/lineage-parting.js';
import { memoizeLast } from '../shared/memoize-last.js';
import type { Theme } from '../shared/theme.js';
import { ancestorsOf, childrenOf, lifeOf, mainLine } from './ancestry.js';
import type { Life } from './ancestry.js';
import { createFitnessScale } from './fitness-scale.js';
import type { GraphScene } from './graph-scene.js';
import { createLayouter } from './layout.js';
import type { PageState } from './page-state.js';
import { within } from './viewport.js';
import type { Range } from './viewport.js';

/** What graph, charts, tables and details are drawn from; parts that haven't changed keep their identity. */
export interface Drawing extends Omit<GraphScene, 'view' | 'formatGeneration'> {
  readonly begun: EvolveBegun;
  readonly parting: Parting | undefined;
  readonly wholeRange: Range;
  /** What is in sight; all of it without. */
  readonly range: Range | undefined;
  readonly rows: Range | undefined;
  readonly selected: number | undefined;
  readonly marked: number | undefined;
  readonly life: Life | undefined;
  /** Of the selected one. */
  readonly ancestors: ReadonlySet<number>;
  readonly children: readonly number[];
}

/** Follows a run's state; each call costs what has changed. Undefined before there is an individual. */
export function createDrawing(): (state: LineageState, page: PageState, theme: Theme) => Drawing | undefined {
  const layOut = createLayouter();
  const fitnessOf = memoizeLast(createFitnessScale);
  const partOf = memoizeLast((generations: LineageState['generations'], maximize: boolean) =>
    partingOf(generations, { maximize }),
  );
  const livingOf = memoizeLast(
    (generations: LineageState['generations']) => new Set(generations.at(-1)?.population ?? []),
  );
  const chosenOf = memoizeLast((chosen: LineageState['chosen']) => new Set(chosen?.individuals ?? []));
  const lineOf = memoizeLast((individuals: LineageState['individuals'], best: number | undefined) =>
    best === undefined ? [] : mainLine(individuals, best),
  );
  const restartsOf = memoizeLast((generations: LineageState['generations']) =>
    generations.filter(({ isRestart }) => isRestart).map(({ generation }) => generation),
  );
  const lives = memoizeLast((generations: LineageState['generations'], id: number | undefined) =>
    id === undefined ? undefined : lifeOf(generations, id),
  );
  const ancestors = memoizeLast((individuals: LineageState['individuals'], id: number | undefined) =>
    id === undefined ? new Set<number>() : ancestorsOf(individuals, id),
  );
  const children = memoizeLast((individuals: LineageState['individuals'], id: number | undefined) =>
    id === undefined ? [] : childrenOf(individuals, id),
  );
  return ({ begun, individuals, generations, chosen }, page, theme) => {
    if (begun === undefined || individuals.length === 0) {
      return undefined;
    }
    const layout = layOut(individuals, begun.maximize);
    const first = Math.min(layout.columns[0]?.generation ?? 0, generations[0]?.generation ?? Number.POSITIVE_INFINITY);
    const last = Math.max(layout.columns.at(-1)?.generation ?? 0, generations.at(-1)?.generation ?? 0);
    const wholeRange: Range = [first - 0.5, last + 0.5];
    const best = chosen?.individuals.length === 1 ? chosen.individuals[0] : generations.at(-1)?.best;
    const selected =
      page.selected === undefined || layout.indexOf(page.selected) === undefined ? undefined : page.selected;
    const parting = partOf(generations, begun.maximize);
    return {
      begun,
      layout,
      fitness: fitnessOf(theme, individuals, begun.maximize),
      theme,
      living: livingOf(generations),
      chosen: chosenOf(chosen),
      bestLine: lineOf(individuals, best),
      restarts: restartsOf(generations),
      parting,
      partedSince: parting?.since,
      wholeRange,
      range: page.range === undefined ? undefined : within(page.range, wholeRange),
      rows: page.rows === undefined ? undefined : within(page.rows, [0, layout.rows]),
      selected,
      marked: page.marked,
      life: lives(generations, selected),
      ancestors: ancestors(individuals, selected),
      children: children(individuals, selected),
    };
  };
}
