import { black, white } from '../../../webview/shared/colour.js';
import type { Theme } from '../../../webview/shared/theme.js';

/** A light theme, for what needs no page. */
export const aTheme: Theme = {
  dark: false,
  highContrast: false,
  background: white,
  foreground: black,
  hue: { red: 0, green: 90, blue: 200, alpha: 1 },
  oppositeHue: { red: 200, green: 140, blue: 0, alpha: 1 },
  thirdHue: { red: 40, green: 130, blue: 40, alpha: 1 },
  fourthHue: { red: 110, green: 40, blue: 150, alpha: 1 },
  muted: { red: 90, green: 90, blue: 90, alpha: 1 },
  line: { red: 180, green: 180, blue: 180, alpha: 1 },
  fontFamily: 'sans-serif',
  numberFontFamily: 'monospace',
  fontPixels: 13,
};
