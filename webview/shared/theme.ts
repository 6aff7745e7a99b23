import { black, over, parseColour, white } from './colour.js';
import type { Colour } from './colour.js';

/** What a canvas needs to know of the editor's theme; all colours are opaque. */
export interface Theme {
  readonly dark: boolean;
  readonly highContrast: boolean;
  readonly background: Colour;
  readonly foreground: Colour;
  /** The hue of values, and the one of negative values where there are both: blue and yellow, which no eye confuses. */
  readonly hue: Colour;
  readonly oppositeHue: Colour;
  /** For lines beside these two. */
  readonly thirdHue: Colour;
  readonly fourthHue: Colour;
  readonly muted: Colour;
  /** Lines around things; as visible as the text in high contrast. */
  readonly line: Colour;
  readonly fontFamily: string;
  /** For numbers that stand in columns. */
  readonly numberFontFamily: string;
  readonly fontPixels: number;
}

/** The theme as VS Code has put it on the page. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const classes = document.body.classList;
  const dark = !classes.contains('vscode-light') && !classes.contains('vscode-high-contrast-light');
  const highContrast = classes.contains('vscode-high-contrast') || classes.contains('vscode-high-contrast-light');
  const raw = (name: string): Colour | undefined => {
    const value = style.getPropertyValue(name).trim();
    return value === '' ? undefined : parseColour(plainColour(value));
  };
  const background = raw('--vscode-editor-background') ?? (dark ? black : white);
  const colour = (fallback: Colour, ...names: readonly string[]): Colour => {
    const found = names.map(raw).find((one) => one !== undefined);
    return over(found ?? fallback, background);
  };
  const foreground = colour(dark ? white : black, '--vscode-editor-foreground', '--vscode-foreground');
  return {
    dark,
    highContrast,
    background,
    foreground,
    hue: colour(foreground, '--vscode-charts-blue'),
    oppositeHue: colour(foreground, '--vscode-charts-yellow', '--vscode-charts-red'),
    thirdHue: colour(foreground, '--vscode-charts-green'),
    fourthHue: colour(foreground, '--vscode-charts-purple'),
    muted: colour(foreground, '--vscode-descriptionForeground'),
    line: highContrast
      ? colour(foreground, '--vscode-contrastBorder')
      : colour(foreground, '--vscode-panel-border', '--vscode-widget-border'),
    fontFamily: style.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
    numberFontFamily: style.getPropertyValue('--vscode-editor-font-family').trim() || 'monospace',
    fontPixels: Number.parseFloat(style.getPropertyValue('--vscode-font-size')) || 13,
  };
}

/** Calls back after VS Code has put another theme on the page (it changes the root's style and the body's class). */
export function onDidChangeTheme(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}

let context: CanvasRenderingContext2D | null | undefined;

/** Any CSS colour in the plain forms that `parseColour` reads: a canvas gives back what it was given in them. */
function plainColour(css: string): string {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) {
    return css;
  }
  context.fillStyle = '#000000';
  context.fillStyle = css;
  return context.fillStyle;
}
