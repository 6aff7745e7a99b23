/** Red, green, blue 0..255 (sRGB) and opacity 0..1. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

export const black: Colour = { red: 0, green: 0, blue: 0, alpha: 1 };
export const white: Colour = { red: 255, green: 255, blue: 255, alpha: 1 };

/** Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` and `rgba(…)`; undefined for anything else. */
export function parseColour(text: string): Colour | undefined {
  const hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const digits = hex.length < 6 ? (hex.match(/./g) ?? []).map((digit) => digit + digit) : (hex.match(/../g) ?? []);
    const [red = 0, green = 0, blue = 0, alpha = 255] = digits.map((pair) => Number.parseInt(pair, 16));
    return { red, green, blue, alpha: alpha / 255 };
  }
  const inside = /^rgba?\(([^)]*)\)$/i.exec(text.trim())?.[1];
  const numbers = inside?.match(/-?[\d.]+%?/g)?.map((one) => (one.endsWith('%') ? Number.parseFloat(one) / 100 : +one));
  if (numbers === undefined || numbers.length < 3 || numbers.some(Number.isNaN)) {
    return undefined;
  }
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  return { red, green, blue, alpha };
}

export function toCss({ red, green, blue, alpha }: Colour): string {
  const [r, g, b] = [red, green, blue].map(Math.round);
  return alpha >= 1 ? `rgb(${r} ${g} ${b})` : `rgb(${r} ${g} ${b} / ${alpha})`;
}

/** A see-through colour as it looks on an opaque one. */
export function over(top: Colour, ground: Colour): Colour {
  const blend = (a: number, b: number): number => a * top.alpha + b * (1 - top.alpha);
  return {
    red: blend(top.red, ground.red),
    green: blend(top.green, ground.green),
    blue: blend(top.blue, ground.blue),
    alpha: 1,
  };
}

/** The colour a fraction `t` of the way from one to the other, in OKLab (Ottosson 2020), where equal steps look equal. */
export function mix(from: Colour, to: Colour, t: number): Colour {
  const [a, b] = [toOklab(from), toOklab(to)];
  const at = (i: 0 | 1 | 2): number => a[i] + (b[i] - a[i]) * t;
  return fromOklab([at(0), at(1), at(2)]);
}

/** Contrast of two opaque colours, 1..21 (WCAG 2.2, contrast ratio). */
export function contrast(a: Colour, b: Colour): number {
  const [one, two] = [luminance(a), luminance(b)];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}

/** Relative luminance 0..1 (WCAG 2.2). */
export function luminance({ red, green, blue }: Colour): number {
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
}

type Triple = readonly [number, number, number];

function toLinear(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  const c = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.min(255, Math.max(0, c * 255));
}

function toOklab(colour: Colour): Triple {
  const [r, g, b] = [toLinear(colour.red), toLinear(colour.green), toLinear(colour.blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Colour {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    red: fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    alpha: 1,
  };
}
