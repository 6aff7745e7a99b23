import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { black, contrast, luminance, mix, over, parseColour, toCss, white } from '../../webview/shared/colour.js';
import type { Colour } from '../../webview/shared/colour.js';
import { createColourScale } from '../../webview/shared/colour-scale.js';
import type { Theme } from '../../webview/shared/theme.js';
import { themeNames, themes } from './harness/themes.js';
import type { ThemeName } from './harness/themes.js';

const parsed = (css: string | undefined): Colour => {
  const colour = parseColour(css ?? '');
  assert.ok(colour !== undefined, `${css} is no colour`);
  return colour;
};

/** What `readTheme` reads from the page, from the variables of one of VS Code's themes. */
function themeOf(name: ThemeName): Theme {
  const { variables, kind } = themes[name];
  const background = parsed(variables['--vscode-editor-background']);
  const opaque = (variable: string): Colour => over(parsed(variables[variable]), background);
  return {
    dark: kind === 'vscode-dark' || kind === 'vscode-high-contrast',
    highContrast: kind.includes('high-contrast'),
    background,
    foreground: opaque('--vscode-foreground'),
    hue: opaque('--vscode-charts-blue'),
    oppositeHue: opaque('--vscode-charts-yellow'),
    thirdHue: opaque('--vscode-charts-green'),
    fourthHue: opaque('--vscode-charts-purple'),
    muted: opaque('--vscode-descriptionForeground'),
    line: opaque('--vscode-foreground'),
    fontFamily: 'sans-serif',
    numberFontFamily: 'monospace',
    fontPixels: 13,
  };
}

describe('colours', () => {
  it('are read in the forms that themes and canvases write', () => {
    assert.deepEqual(parseColour('#f80'), { red: 255, green: 136, blue: 0, alpha: 1 });
    assert.deepEqual(parseColour('#0f08'), { red: 0, green: 255, blue: 0, alpha: 136 / 255 });
    assert.deepEqual(parseColour(' #1F1f1f '), { red: 31, green: 31, blue: 31, alpha: 1 });
    assert.deepEqual(parseColour('rgba(234, 92, 0, 0.33)'), { red: 234, green: 92, blue: 0, alpha: 0.33 });
    assert.deepEqual(parseColour('rgb(1 2 3 / 50%)'), { red: 1, green: 2, blue: 3, alpha: 0.5 });
    for (const nonsense of ['', 'inherit', '#12', '#12345', 'rgb()', 'hsl(1 2 3)', 'url(x)']) {
      assert.equal(parseColour(nonsense), undefined, nonsense);
    }
  });

  it('are themselves at either end of a mix, whatever they are', () => {
    const channel = fc.nat(255);
    const colour = fc.record({ red: channel, green: channel, blue: channel, alpha: fc.constant(1) });
    fc.assert(
      fc.property(colour, colour, (a, b) => {
        assert.equal(toCss(mix(a, b, 0)), toCss(a));
        assert.equal(toCss(mix(a, b, 1)), toCss(b));
      }),
      { seed: 1 },
    );
  });

  it('have the contrast that WCAG gives: 21 of black and white, 1 of the same', () => {
    assert.equal(contrast(black, white), 21);
    assert.equal(contrast(white, white), 1);
  });
});

for (const name of themeNames) {
  describe(`the colours of values in ${name}`, () => {
    const theme = themeOf(name);
    const values = Array.from({ length: 201 }, (_, i) => i / 100 - 1);

    it('have text on them that is read with a contrast of 4.5 or more (WCAG AA)', () => {
      for (const diverging of [true, false]) {
        const scale = createColourScale(theme, { domain: [-1, 1], diverging });
        for (const value of values) {
          const ratio = contrast(parsed(scale.text(value)), parsed(scale.fill(value)));
          assert.ok(ratio >= 4.5, `${value}: ${ratio}`);
        }
      }
    });

    it('rise or fall in lightness all the way, so that their order is seen without the hue', () => {
      const scale = createColourScale(theme, { domain: [0, 1], diverging: false });
      const lights = values.filter((value) => value >= 0).map((value) => luminance(parsed(scale.fill(value))));
      const direction = theme.dark ? 1 : -1;
      lights.slice(1).forEach((light, i) => {
        assert.ok(direction * (light - (lights[i] ?? 0)) >= -1e-3, `step ${i}`);
      });
    });

    it('tell the two signs of a difference apart by contrast with the page as much as by hue', () => {
      const scale = createColourScale(theme, { domain: [-1, 1], diverging: true });
      const [low, zero, high] = [-1, 0, 1].map((value) => parsed(scale.fill(value)));
      assert.ok(low !== undefined && zero !== undefined && high !== undefined);
      assert.ok(contrast(low, zero) > 3 && contrast(high, zero) > 3);
    });
  });
}

describe('a colour scale', () => {
  const theme = themeOf('dark');

  it('ends at round values that hold its domain, and clamps what lies beyond', () => {
    const scale = createColourScale(theme, { domain: [0.0113, 0.0871], diverging: false });
    assert.deepEqual(scale.domain, [0.01, 0.09]);
    assert.equal(scale.position(-5), 0);
    assert.equal(scale.position(5), 1);
    assert.equal(scale.fill(5), scale.fill(0.09));
  });

  it('is symmetric around 0 when there are two signs', () => {
    const scale = createColourScale(theme, { domain: [-0.002, 0.01], diverging: true });
    assert.deepEqual(scale.domain, [-0.01, 0.01]);
    assert.equal(scale.position(0), 0.5);
  });

  it('is defined for a single value, and for none', () => {
    assert.deepEqual(createColourScale(theme, { domain: [0.5, 0.5], diverging: false }).domain, [0, 0.5]);
    assert.deepEqual(createColourScale(theme, { domain: [0, 0], diverging: false }).domain, [0, 1]);
    assert.deepEqual(createColourScale(theme, { domain: [0, 0], diverging: true }).domain, [-1, 1]);
  });
});
