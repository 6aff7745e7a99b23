import type { Draws } from '../draws.js';
import { drawStrokes } from '../kernels/draw-strokes.js';
import type { Stroke } from './strokes.js';
import { glyphStrokes } from './strokes.js';

/** What a set of glyphs looks like. */
export interface GlyphLook {
  readonly size: 8 | 32;
  readonly classes: 10 | 100;
  readonly channels: 1 | 3;
}

interface Distortion {
  /** Largest angle, in radians. */
  readonly turn: number;
  readonly shear: number;
  readonly scale: readonly [number, number];
  readonly shift: number;
  /** Deviations of a point's place and of a pixel's value. */
  readonly wobble: number;
  readonly noise: number;
}

/** How far an image may be from its class; marks need a steadier hand. */
const distortions: Readonly<Record<10 | 100, Distortion>> = {
  10: { turn: 0.32, shear: 0.25, scale: [0.76, 1.05], shift: 0.075, wobble: 0.03, noise: 0.12 },
  100: { turn: 0.2, shear: 0.15, scale: [0.75, 0.92], shift: 0.05, wobble: 0.015, noise: 0.1 },
};

const STROKE_WIDTHS = [0.07, 0.17] as const;
const CONTRASTS = [0.55, 1] as const;
/** Share of the images that a stray stroke runs through. */
const STRAY_SHARE = 0.15;

/**
 * Draws one image of a class: its strokes wobbled, sheared, turned, scaled and moved, drawn with a width and a contrast of
 * their own, then noise on every pixel. Writes size x size x channels numbers in 0..1 that are multiples of 1/255, so that the
 * images are the same when they come from a file of bytes.
 */
export function drawGlyph(label: number, look: GlyphLook, draws: Draws, out: Float32Array): void {
  const { size, classes, channels } = look;
  const { noise } = distortions[classes];
  const segments = distortedSegments(glyphStrokes(label, classes), classes, draws);
  const cover = new Float32Array(size * size);
  // On a coarse grid a thinner stroke would vanish between the middles of pixels.
  drawStrokes(segments, Math.max(draws.between(...STROKE_WIDTHS), 0.9 / size), size, cover);
  const contrast = draws.between(...CONTRASTS);
  const colours = Array.from({ length: channels }, () => colour(channels, contrast, draws));
  for (let i = 0; i < cover.length; i++) {
    for (const [channel, { ground, ink }] of colours.entries()) {
      const value = ground + (ink - ground) * (cover[i] ?? 0) + noise * draws.normal();
      out[i * channels + channel] = Math.round(255 * Math.min(1, Math.max(0, value))) / 255;
    }
  }
}

/** Bright on dark for one channel; any two colours that differ by the contrast for three. */
function colour(channels: 1 | 3, contrast: number, draws: Draws): { readonly ground: number; readonly ink: number } {
  if (channels === 1) {
    return { ground: 0, ink: contrast };
  }
  const ground = draws.uniform();
  const ink = ground < 0.5 ? ground + contrast * (1 - ground) : ground - contrast * ground;
  return { ground, ink };
}

function distortedSegments(strokes: readonly Stroke[], classes: 10 | 100, draws: Draws): Float32Array {
  const { turn, shear, scale, shift, wobble } = distortions[classes];
  const angle = draws.between(-turn, turn);
  const slant = draws.between(-shear, shear);
  const [scaleX, scaleY] = [draws.between(...scale), draws.between(...scale)];
  const [moveX, moveY] = [draws.between(-shift, shift), draws.between(-shift, shift)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const place = ([x, y]: readonly [number, number]): readonly [number, number] => {
    const fromMiddle = scaleY * (y - 0.5 + wobble * draws.normal());
    const across = scaleX * (x - 0.5 + wobble * draws.normal()) + slant * fromMiddle;
    return [0.5 + moveX + cos * across - sin * fromMiddle, 0.5 + moveY + sin * across + cos * fromMiddle];
  };
  const segments: number[] = [];
  for (const stroke of strokes) {
    const points = stroke.map(place);
    for (const [i, [x, y]] of points.entries()) {
      const next = points[i + 1];
      if (next !== undefined) {
        segments.push(x, y, ...next);
      }
    }
  }
  if (draws.uniform() < STRAY_SHARE) {
    const [x, y] = [draws.uniform(), draws.uniform()];
    segments.push(x, y, x + draws.between(-0.35, 0.35), y + draws.between(-0.35, 0.35));
  }
  return Float32Array.from(segments);
}
