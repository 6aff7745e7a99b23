import type { SpikesRecord } from '../../src/engines/train/events.js';
import { sizeCanvas } from '../shared/canvas.js';
import { mix, toCss } from '../shared/colour.js';
import type { Theme } from '../shared/theme.js';
import { visibleName } from '../shared/visible-name.js';

type Layer = SpikesRecord['layers'][number];

/** Where a layer's panel lies, in CSS pixels; its cells begin below its name. */
export interface Panel {
  readonly layer: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

export interface RasterLayout {
  readonly panels: readonly Panel[];
  readonly height: number;
}

const GAP = 12;
const NAME = 16;
const LEAST_WIDTH = 56;
/** A panel is as wide as its layer's name, at about so many pixels a letter, unless that is a very long one. */
const LETTER = 6.5;
const MOST_FOR_NAME = 150;
/** Spikes are wide enough to be seen, and no wider. */
const MOST_CELL = 20;
const MOST_HEIGHT = 220;

/** Panels beside each other, in as many lines as they need. */
export function layOutRaster(layers: readonly Layer[], room: number): RasterLayout {
  const panels: Panel[] = [];
  let [left, top, lineHeight] = [0, 0, 0];
  layers.forEach(({ name, neurons, steps }, layer) => {
    const cellWidth = Math.max(2, Math.min(MOST_CELL, Math.floor(room / Math.max(1, steps))));
    const cellHeight = Math.max(1, Math.min(5, Math.floor(MOST_HEIGHT / Math.max(1, neurons))));
    const forName = Math.min(MOST_FOR_NAME, Math.ceil(visibleName(name, 24).length * LETTER));
    const width = Math.max(LEAST_WIDTH, forName, cellWidth * steps);
    const height = cellHeight * neurons;
    if (left > 0 && left + width > room) {
      left = 0;
      top += lineHeight + NAME + GAP;
      lineHeight = 0;
    }
    panels.push({ layer, left, top: top + NAME, width, height, cellWidth, cellHeight });
    left += width + GAP;
    lineHeight = Math.max(lineHeight, height);
  });
  return { panels, height: top + lineHeight + NAME + GAP };
}

/** Draws the panels; a layer whose spikes aren't there stays an empty frame. */
export function paintRaster(canvas: HTMLCanvasElement, { layers, spikes, layout, room, theme }: RasterPicture): void {
  const context = sizeCanvas(canvas, room, layout.height);
  if (context === null) {
    return;
  }
  context.clearRect(0, 0, room, layout.height);
  context.font = `${Math.round(theme.fontPixels * 0.85)}px ${theme.fontFamily}`;
  context.textBaseline = 'bottom';
  for (const { layer, left, top, width, height, cellWidth, cellHeight } of layout.panels) {
    const { name = '', steps = 0, neurons = 0 } = layers[layer] ?? {};
    context.fillStyle = toCss(theme.foreground);
    context.fillText(visibleName(name, 24), left, top - 2, width);
    context.strokeStyle = toCss(theme.highContrast ? theme.line : mix(theme.background, theme.foreground, 0.25));
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, Math.max(1, cellWidth * steps - 1), Math.max(1, height - 1));
    const fired = spikes[layer];
    context.fillStyle = toCss(theme.hue);
    for (let i = 0; i < steps * neurons; i += 1) {
      if ((fired?.[i] ?? 0) > 0) {
        const [step, neuron] = [Math.floor(i / neurons), i % neurons];
        const gap = cellHeight > 2 ? 1 : 0;
        context.fillRect(left + step * cellWidth, top + neuron * cellHeight, cellWidth - 1, cellHeight - gap);
      }
    }
  }
}

interface RasterPicture {
  readonly layers: readonly Layer[];
  /** By layer, 0 or 1, [step][neuron]. */
  readonly spikes: readonly (Float32Array | undefined)[];
  readonly layout: RasterLayout;
  readonly room: number;
  readonly theme: Theme;
}
