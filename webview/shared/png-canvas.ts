import { toCss } from './colour.js';
import type { Theme } from './theme.js';

/** Chromium draws no canvas that is higher or wider than 32,767 pixels; 16,384 is safe for its memory, too. */
const MOST_PIXELS = 16_384;
/** Twice as fine as the page's pixels, so that it can be printed. */
const FINENESS = 2;

export interface TextOptions {
  readonly font?: string;
  readonly colour?: string;
}

/** A picture that is made to be saved. */
export interface PngCanvas {
  readonly canvas: HTMLCanvasElement;
  /** In CSS pixels. */
  readonly context: CanvasRenderingContext2D;
  /** Writes a text from its left end, squeezed into the room; its middle is at y. */
  readonly write: (text: string, place: readonly [x: number, y: number, room: number], options?: TextOptions) => void;
}

/** An empty picture on the theme's background, as fine as its size allows; undefined where there is no canvas for it. */
export function createPngCanvas(width: number, height: number, theme: Theme): PngCanvas | undefined {
  const fineness = Math.min(FINENESS, MOST_PIXELS / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * fineness);
  canvas.height = Math.ceil(height * fineness);
  const context = canvas.getContext('2d');
  if (context === null) {
    return undefined;
  }
  context.scale(fineness, fineness);
  context.fillStyle = toCss(theme.background);
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  return {
    canvas,
    context,
    write(text, [x, y, room], { font = '12px', colour = toCss(theme.foreground) } = {}) {
      context.fillStyle = colour;
      context.font = `${font} ${theme.fontFamily}`;
      context.fillText(text, x, y, room);
    },
  };
}
