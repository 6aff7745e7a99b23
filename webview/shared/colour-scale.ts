import { scaleLinear } from 'd3-scale';
import { black, contrast, mix, toCss, white } from './colour.js';
import type { Colour } from './colour.js';
import type { Theme } from './theme.js';

/** Into about how many round steps a domain is divided; its ends lie on one of them. */
const NICE = 8;
/** Steps of a ramp: more than an eye tells apart, few enough to be looked up. */
const STEPS = 256;
/** How much of the hue the lowest value has at least, so that a cell is always seen against the page. */
const LOWEST = 0.06;
/** Where on a ramp the pure hue lies; above it the ramp goes on towards the text colour. */
const HUE_AT = 0.68;
const HIGHEST = 0.62;

/** Values to colours, and to the colour of the text on them. */
export interface ColourScale {
  readonly domain: readonly [number, number];
  /** True when values below 0 have a hue of their own. */
  readonly diverging: boolean;
  /** Round values along the domain, for a legend. */
  readonly ticks: readonly number[];
  /** Position 0..1 in the domain; values outside are clamped. */
  position(value: number): number;
  fill(value: number): string;
  text(value: number): string;
}

export interface ColourScaleOptions {
  /** Lowest and highest value; rounded outwards. */
  readonly domain: readonly [number, number];
  /** The domain is made symmetric around 0, and the sides get two hues. */
  readonly diverging: boolean;
  /** Taken as it is instead of being rounded. */
  readonly exact?: boolean;
  /** How much of the hue the lowest value has: more for small marks than for areas, which are seen by their neighbours. */
  readonly lowest?: number;
}

/**
 * A ramp from the page's background over a hue of the theme towards its text colour: lightness rises or falls all the way,
 * so the order of values is seen without their hue as well. With two signs: one such ramp on either side of 0.
 */
export function createColourScale(
  theme: Theme,
  { domain, diverging, exact = false, lowest = LOWEST }: ColourScaleOptions,
): ColourScale {
  const [low, high] = proper(domain, diverging);
  const linear = exact ? scaleLinear([low, high], [0, 1]) : scaleLinear([low, high], [0, 1]).nice(NICE);
  linear.clamp(true);
  const [from = 0, to = 1] = linear.domain();
  const ramp = diverging
    ? [
        ...rampOf(theme, theme.oppositeHue, { steps: STEPS / 2, lowest }).reverse(),
        ...rampOf(theme, theme.hue, { steps: STEPS / 2, lowest }),
      ]
    : rampOf(theme, theme.hue, { steps: STEPS, lowest });
  const fills = ramp.map(toCss);
  const texts = ramp.map((colour) => toCss(readableOn(colour)));
  const step = (value: number): number => Math.min(STEPS - 1, Math.floor(linear(value) * STEPS));
  return {
    domain: [from, to],
    diverging,
    ticks: linear.ticks(NICE),
    position: (value) => linear(value),
    fill: (value) => fills[step(value)] ?? '',
    text: (value) => texts[step(value)] ?? '',
  };
}

function proper([low, high]: readonly [number, number], diverging: boolean): readonly [number, number] {
  if (diverging) {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return [-most, most];
  }
  if (high > low) {
    return [low, high];
  }
  // One value only: it lies at the upper end of a scale that begins at 0.
  return low > 0 ? [0, low] : low < 0 ? [low, 0] : [0, 1];
}

function rampOf(
  theme: Theme,
  hue: Colour,
  { steps, lowest }: { readonly steps: number; readonly lowest: number },
): Colour[] {
  const first = mix(theme.background, hue, lowest);
  const highest = mix(hue, theme.foreground, HIGHEST);
  return Array.from({ length: steps }, (_, i) => {
    const t = i / (steps - 1);
    return t < HUE_AT ? mix(first, hue, t / HUE_AT) : mix(hue, highest, (t - HUE_AT) / (1 - HUE_AT));
  });
}

/** Black or white, whichever is better to read: on any colour one of them has WCAG's contrast for text (4.5). */
export function readableOn(ground: Colour): Colour {
  return contrast(black, ground) >= contrast(white, ground) ? black : white;
}
