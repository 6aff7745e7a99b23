import { mix, toCss } from '../shared/colour.js';
import type { GraphScene } from './graph-scene.js';
import { columnUpTo } from './layout.js';
import { LEFT, RIGHT, columnWidth, rowHeight, xOf, yOf } from './viewport.js';

/** From this radius on individuals are discs and rings; below, they are bars. */
const LEAST_RADIUS = 2.5;
const MOST_RADIUS = 7;
/** Closer than this, neighbours are painted as one: the best of them. In CSS pixels. */
const LEAST_CELL = 2;

/** How large an individual is painted. */
export function radiusOf(scene: Pick<GraphScene, 'view'>): number {
  return Math.min(MOST_RADIUS, 0.4 * Math.min(columnWidth(scene.view), rowHeight(scene.view)));
}

/** Whether individuals are closer than can be told apart. */
export function isCoarse({ view }: Pick<GraphScene, 'view'>): boolean {
  return Math.min(columnWidth(view), rowHeight(view)) < LEAST_CELL;
}

interface Marks {
  /** A scored one, by its score's colour. */
  scored(place: readonly [x: number, y: number], index: number, colour: string): void;
  failed(place: readonly [x: number, y: number]): void;
}

/**
 * Paints the individuals in sight: an accepted one as a filled disc, a lost one as a ring, a failed one as a cross, the
 * living with a line around; smaller ones as bars, half as high where lost; and where they are closer than a person could
 * tell them apart, the best of the neighbours for all. The work is bounded by what is in sight and by the canvas.
 */
export function paintIndividuals(context: CanvasRenderingContext2D, scene: GraphScene): void {
  const radius = radiusOf(scene);
  if (isCoarse(scene)) {
    paintCells(context, scene);
  } else {
    forEachInSight(scene, radius >= LEAST_RADIUS ? discs(context, scene, radius) : bars(context, scene));
  }
}

function discs(context: CanvasRenderingContext2D, { layout, living, theme }: GraphScene, radius: number): Marks {
  const [muted, foreground] = [toCss(theme.muted), toCss(theme.foreground)];
  const disc = ([x, y]: readonly [number, number], r: number): void => {
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
  };
  const ring = Math.max(1.5, radius * 0.35);
  return {
    scored(place, index, colour) {
      const { id = -1, isAccepted = false } = layout.individuals[index] ?? {};
      if (!isAccepted) {
        disc(place, radius * 0.75 - ring / 2);
        context.lineWidth = ring;
        context.strokeStyle = colour;
        context.stroke();
        return;
      }
      disc(place, radius);
      context.fillStyle = colour;
      context.fill();
      if (living.has(id)) {
        context.lineWidth = 1.5;
        context.strokeStyle = foreground;
        context.stroke();
      }
    },
    failed([x, y]) {
      const arm = radius * 0.55;
      context.lineWidth = 1.25;
      context.strokeStyle = muted;
      context.beginPath();
      context.moveTo(x - arm, y - arm);
      context.lineTo(x + arm, y + arm);
      context.moveTo(x + arm, y - arm);
      context.lineTo(x - arm, y + arm);
      context.stroke();
    },
  };
}

function bars(context: CanvasRenderingContext2D, { view, layout, theme }: GraphScene): Marks {
  const [width, height] = [columnWidth(view) * 0.85, rowHeight(view) * 0.85];
  const none = toCss(mix(theme.background, theme.foreground, 0.18));
  const bar = ([x, y]: readonly [number, number], share: number, colour: string): void => {
    context.fillStyle = colour;
    context.fillRect(x - width / 2, y - (height * share) / 2, width, height * share);
  };
  return {
    scored: (place, index, colour) => bar(place, layout.individuals[index]?.isAccepted === true ? 1 : 0.55, colour),
    failed: (place) => bar(place, 0.3, none),
  };
}

function forEachInSight(scene: GraphScene, marks: Marks): void {
  const { layout, view, fitness } = scene;
  const { columns, individuals, acceptedRows } = layout;
  const [from, to] = [Math.floor(view.range[0]) - 1, Math.ceil(view.range[1]) + 1];
  const [first, last] = [Math.floor(view.rows[0]) - 1, Math.ceil(view.rows[1]) + 1];
  const paint = (index: number, x: number): void => {
    const score = individuals[index]?.score;
    const place = [x, yOf(view, layout.rowOf(index))] as const;
    if (score === undefined) {
      marks.failed(place);
    } else {
      marks.scored(place, index, fitness.colour(score));
    }
  };
  for (let i = Math.max(0, columnUpTo(columns, from)); i < columns.length; i += 1) {
    const column = columns[i];
    if (column === undefined || column.generation > to) {
      break;
    }
    const x = xOf(view, column.generation);
    for (const [band, top] of [
      [column.accepted, 0],
      [column.lost, acceptedRows + 1],
    ] as const) {
      for (let rank = Math.max(0, first - top); rank < band.length && rank + top <= last; rank += 1) {
        paint(band[rank] ?? 0, x);
      }
    }
  }
}

/** Paints cells of at least two pixels, each with the colour of the best individual in it. */
function paintCells(context: CanvasRenderingContext2D, scene: GraphScene): void {
  const { layout, view, fitness } = scene;
  const width = Math.max(LEAST_CELL, columnWidth(view));
  const height = Math.max(LEAST_CELL, rowHeight(view));
  const [across, down] = [Math.ceil((view.width - LEFT - RIGHT) / width), Math.ceil(view.height / height)];
  const cells = new Float64Array(across * down).fill(Number.NaN);
  const lowest = fitness.scale.domain[0];
  const { individuals, columns, acceptedRows } = layout;
  const top = yOf(view, view.rows[0] - 0.5);
  for (let i = Math.max(0, columnUpTo(columns, view.range[0])); i < columns.length; i += 1) {
    const column = columns[i];
    if (column === undefined || column.generation > view.range[1]) {
      break;
    }
    const x = Math.floor((xOf(view, column.generation) - LEFT) / width);
    for (const [band, start] of [
      [column.accepted, 0],
      [column.lost, acceptedRows + 1],
    ] as const) {
      for (let rank = 0; rank < band.length; rank += 1) {
        const y = Math.floor((yOf(view, rank + start) - top) / height);
        const at = y * across + x;
        if (x >= 0 && x < across && y >= 0 && y < down) {
          const score = individuals[band[rank] ?? 0]?.score;
          const position = score === undefined ? lowest : fitness.position(score);
          // A comparison with NaN is false: an empty cell takes whoever comes first.
          if (!((cells[at] ?? Number.NaN) >= position)) {
            cells[at] = position;
          }
        }
      }
    }
  }
  for (let at = 0; at < cells.length; at += 1) {
    const position = cells[at] ?? Number.NaN;
    if (!Number.isNaN(position)) {
      context.fillStyle = fitness.scale.fill(position);
      context.fillRect(LEFT + (at % across) * width, top + Math.floor(at / across) * height, width, height);
    }
  }
}
