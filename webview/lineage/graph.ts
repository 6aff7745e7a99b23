import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun } from '../../src/engines/evolve/events.js';
import { sizeCanvas } from '../shared/canvas.js';
import { element, setAttribute, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { oncePerFrame } from '../shared/frame.js';
import { createTooltip } from '../shared/tooltip.js';
import type { Life } from './ancestry.js';
import { graphKey } from './graph-keys.js';
import type { GraphAction } from './graph-keys.js';
import type { GraphFocus, GraphScene } from './graph-scene.js';
import { individualWords } from './individual-words.js';
import { columnUpTo, individualAt } from './layout.js';
import type { LineageLayout } from './layout.js';
import { moveFrom } from './move.js';
import { paintFocus } from './paint-focus.js';
import { isCoarse } from './paint-individuals.js';
import { paintGraph } from './paint-graph.js';
import { brought, columnWidth, generationAt, moved, rowAt, rowHeight, xOf, yOf, zoomed } from './viewport.js';
import type { Range, Sight, Viewport, Whole } from './viewport.js';

export interface GraphView extends Omit<GraphScene, 'view' | 'formatGeneration'>, Omit<GraphFocus, 'at'>, Sight {
  readonly begun: EvolveBegun;
  /** All generations there are. */
  readonly wholeRange: Range;
  /** How long the selected one lived, and whom it descends from. */
  readonly life: Life | undefined;
  readonly ancestors: ReadonlySet<number>;
  readonly format: Format;
}

export interface GraphEvents {
  /** Another part is to be seen. */
  look(sight: Sight): void;
  select(id: number | undefined): void;
  mark(id: number): void;
}

export interface Graph {
  readonly element: HTMLElement;
  update(view: GraphView): void;
  /** Gives the keyboard to the graph, at an individual. */
  focus(id: number | undefined): void;
  /** The picture as it is drawn, with what is selected. */
  canvas(): HTMLCanvasElement;
  /** Whether individuals are so close that neighbours are painted as one. */
  isCoarse(): boolean;
  /** What a picture of all of it is made from; undefined before there is anything. */
  wholeScene(): GraphScene | undefined;
}

/** A row is at most so high, and the graph so high that its rows have room. */
const ROW = 18;
const LEAST_HEIGHT = 180;
const MOST_HEIGHT = 400;
const FRAME = 32;
const ZOOM = 1.5;
/** How much a step of the wheel zooms: two to the power of its pixels by this. */
const WHEEL = 300;
/** A press that moves less is no drag. */
const LEAST_DRAG = 4;

/**
 * The lineage on two canvases: the individuals below, what the user points at above, so that pointing paints only that.
 * For the keyboard it is one place in the tab order in which arrows go from individual to individual; each is told in a
 * live region, and the table has them all.
 */
export function createGraph(events: GraphEvents): Graph {
  const base = element('canvas', { 'aria-hidden': 'true' });
  const top = element('canvas', { class: 'graph-focus', 'aria-hidden': 'true' });
  const said = element('p', { class: 'visually-hidden', role: 'status' });
  const box = element(
    'div',
    { class: 'lineage-graph', role: 'application', tabindex: 0, 'aria-roledescription': lineageTexts.graph() },
    base,
    top,
  );
  const frame = element('div', { class: 'lineage-stage' }, box, said);
  const tooltip = createTooltip();
  let view: GraphView | undefined;
  let cursor: number | undefined;
  let hovered: number | undefined;
  let drag: { readonly x: number; readonly y: number; readonly from: Viewport; hasMoved: boolean } | undefined;

  function paint(): void {
    const scene = sceneOf();
    if (scene !== undefined) {
      const { width, height } = scene.view;
      const context = sizeCanvas(base, width, height);
      if (context !== null) {
        paintGraph(context, scene);
      }
      paintTop(scene);
    }
  }
  const drawTop = oncePerFrame(() => {
    const scene = sceneOf();
    if (scene !== undefined) {
      paintTop(scene);
    }
  });

  function paintTop(scene: GraphScene): void {
    const context = sizeCanvas(top, scene.view.width, scene.view.height);
    if (view !== undefined && context !== null) {
      const { selected, marked, life, ancestors } = view;
      const hasKeyboard = document.activeElement === box;
      paintFocus(context, scene, {
        selected,
        marked,
        life,
        ancestors,
        at: hovered ?? (hasKeyboard ? cursor : undefined),
      });
    }
  }

  const wholeOf = ({ wholeRange, layout }: GraphView): Whole => ({ range: wholeRange, rows: [0, layout.rows] });

  function viewportOf(current: GraphView): Viewport {
    const { range, rows } = wholeOf(current);
    return {
      width: Math.max(200, box.clientWidth),
      height: Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, FRAME + current.layout.rows * ROW)),
      range: current.range ?? range,
      rows: current.rows ?? rows,
    };
  }

  function sceneOf(): GraphScene | undefined {
    if (view === undefined || box.clientWidth === 0) {
      return undefined;
    }
    const { format } = view;
    return { ...view, view: viewportOf(view), formatGeneration: (generation) => format.count(generation) };
  }

  function wordsOf(id: number | undefined): string {
    const one = view?.layout.individuals[id === undefined ? -1 : (view.layout.indexOf(id) ?? -1)];
    return view === undefined || one === undefined ? '' : individualWords(one, view);
  }

  function explain(id: number | undefined): void {
    const scene = sceneOf();
    const index = id === undefined ? undefined : scene?.layout.indexOf(id);
    const one = scene?.layout.individuals[index ?? -1];
    if (scene === undefined || index === undefined || one === undefined) {
      tooltip.hide();
      return;
    }
    const { left, top: above } = box.getBoundingClientRect();
    const [x, y] = [xOf(scene.view, one.generation), yOf(scene.view, scene.layout.rowOf(index))];
    tooltip.show(element('div', {}, wordsOf(id)), new DOMRect(left + x - 8, above + y - 8, 16, 16));
  }

  /** The individual under a place of the canvas. */
  function hit(x: number, y: number): number | undefined {
    const scene = sceneOf();
    if (scene === undefined) {
      return undefined;
    }
    const { layout, view: port } = scene;
    const generation = Math.round(generationAt(port, x));
    const column = layout.columns[columnUpTo(layout.columns, generation)];
    const row = Math.floor(rowAt(port, y));
    const isNear = Math.abs(xOf(port, generation) - x) <= Math.max(8, columnWidth(port) / 2);
    return column?.generation === generation && isNear
      ? layout.individuals[individualAt(layout, column, row) ?? -1]?.id
      : undefined;
  }

  function point(id: number | undefined): void {
    if (id !== hovered) {
      hovered = id;
      explain(id);
      drawTop();
    }
  }

  function moveTo(id: number | undefined): void {
    if (view === undefined || id === undefined) {
      return;
    }
    cursor = id;
    hovered = undefined;
    setText(said, wordsOf(id));
    const index = view.layout.indexOf(id);
    const generation = view.layout.individuals[index ?? -1]?.generation;
    if (index !== undefined && generation !== undefined) {
      const place = { generation, row: view.layout.rowOf(index) };
      const port = viewportOf(view);
      const sight = brought(port, wholeOf(view), place);
      if (!isSame(sight.range, view.range) || !isSame(sight.rows, view.rows)) {
        view = { ...view, ...sight };
        events.look(sight);
      }
    }
    explain(id);
    drawTop();
  }

  function act(action: GraphAction): void {
    if (view === undefined) {
      return;
    }
    const port = viewportOf(view);
    const whole = wholeOf(view);
    const zoom = (factor: number): void => {
      const one = view?.layout.individuals[cursor === undefined ? -1 : (view.layout.indexOf(cursor) ?? -1)];
      const generation = one?.generation ?? (port.range[0] + port.range[1]) / 2;
      const row = cursor === undefined ? 0 : (view?.layout.rowOf(view.layout.indexOf(cursor) ?? 0) ?? 0);
      tooltip.hide();
      events.look(zoomed(port, whole, { factor, generation, row }));
    };
    switch (action.kind) {
      case 'move':
        moveTo(moveFrom(view.layout, cursor ?? view.selected, { ...action, best: view.bestLine[0]?.id }));
        break;
      case 'open':
        tooltip.hide();
        events.select(cursor ?? view.bestLine[0]?.id);
        break;
      case 'mark':
        if (cursor !== undefined) {
          events.mark(cursor);
        }
        break;
      case 'close':
        if (tooltip.shown) {
          tooltip.hide();
        } else {
          events.select(undefined);
        }
        break;
      case 'zoom-in':
        zoom(ZOOM);
        break;
      case 'zoom-out':
        zoom(1 / ZOOM);
        break;
      case 'zoom-all':
        events.look({ range: undefined, rows: undefined });
        break;
      case 'pan': {
        tooltip.hide();
        const step = (range: Range): number => (range[1] - range[0]) / 5;
        events.look(
          moved(port, whole, {
            generations: action.generations * step(port.range),
            rows: action.rows * step(port.rows),
          }),
        );
        break;
      }
    }
  }

  box.addEventListener('keydown', (event) => {
    const action = graphKey(event);
    if (action !== undefined) {
      event.preventDefault();
      act(action);
    }
  });
  box.addEventListener('focus', () => drawTop());
  box.addEventListener('blur', () => {
    tooltip.hide();
    drawTop();
  });
  box.addEventListener('pointerdown', (event) => {
    if (view !== undefined && event.button === 0) {
      drag = { x: event.offsetX, y: event.offsetY, from: viewportOf(view), hasMoved: false };
      box.setPointerCapture(event.pointerId);
    }
  });
  box.addEventListener('pointermove', (event) => {
    if (drag === undefined || view === undefined) {
      point(hit(event.offsetX, event.offsetY));
      return;
    }
    const [x, y] = [event.offsetX - drag.x, event.offsetY - drag.y];
    if (drag.hasMoved || Math.hypot(x, y) >= LEAST_DRAG) {
      drag.hasMoved = true;
      point(undefined);
      const by = { generations: -x / columnWidth(drag.from), rows: -y / rowHeight(drag.from) };
      events.look(moved(drag.from, wholeOf(view), by));
    }
  });
  box.addEventListener('pointerup', (event) => {
    const wasDrag = drag?.hasMoved === true;
    drag = undefined;
    const id = wasDrag ? undefined : hit(event.offsetX, event.offsetY);
    if (id !== undefined) {
      cursor = id;
      tooltip.hide();
      events.select(id);
    }
  });
  box.addEventListener('pointercancel', () => (drag = undefined));
  box.addEventListener('pointerleave', () => point(undefined));
  box.addEventListener('dblclick', (event) => {
    if (hit(event.offsetX, event.offsetY) === undefined) {
      events.look({ range: undefined, rows: undefined });
    }
  });
  box.addEventListener('wheel', (event) => wheel(event), { passive: false });
  new ResizeObserver(oncePerFrame(paint)).observe(box);

  /** Zooms, or moves along the generations; a wheel that has nothing left to do scrolls the page. */
  function wheel(event: WheelEvent): void {
    if (view === undefined) {
      return;
    }
    const port = viewportOf(view);
    const along = event.shiftKey ? event.deltaY : event.deltaX;
    const isPan = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const sight = isPan
      ? moved(port, wholeOf(view), { generations: along / columnWidth(port), rows: 0 })
      : zoomed(port, wholeOf(view), {
          factor: 2 ** (-event.deltaY / WHEEL),
          generation: generationAt(port, event.offsetX),
          row: rowAt(port, event.offsetY),
        });
    if (!isSame(sight.range, view.range) || !isSame(sight.rows, view.rows)) {
      event.preventDefault();
      point(undefined);
      // Events of one frame add up, whatever the page has drawn of them.
      view = { ...view, ...sight };
      events.look(sight);
    }
  }

  return {
    element: frame,
    update(next) {
      view = next;
      setAttribute(box, 'aria-label', lineageTexts.graphLabel(next.format.count(next.layout.individuals.length)));
      paint();
    },
    focus(id) {
      box.focus();
      cursor = id ?? cursor;
      drawTop();
    },
    canvas() {
      const picture = element('canvas', { width: base.width, height: base.height });
      const context = picture.getContext('2d');
      context?.drawImage(base, 0, 0);
      context?.drawImage(top, 0, 0);
      return picture;
    },
    isCoarse() {
      const scene = sceneOf();
      return scene !== undefined && isCoarse(scene);
    },
    wholeScene() {
      const scene = sceneOf();
      return scene === undefined || view === undefined
        ? undefined
        : { ...scene, view: roomyViewport(scene.layout, wholeOf(view)) };
    },
  };
}

/** All of the graph, so large that each individual is seen, as far as a picture may be large. */
function roomyViewport({ rows }: LineageLayout, whole: Whole): Viewport {
  const [first, last] = whole.range;
  return {
    width: Math.max(900, Math.min(12_000, (last - first) * 12)),
    height: Math.max(LEAST_HEIGHT, Math.min(6000, FRAME + rows * 12)),
    ...whole,
  };
}

function isSame(a: Range | undefined, b: Range | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1]);
}
