import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { projectRoot } from '../../rig/project-root.js';

export const themeNames = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;
export type ThemeName = (typeof themeNames)[number];

interface ThemeOfVscode {
  readonly kind: string;
  readonly classes: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * VS Code's own themes as a webview has them: the classes of its body, and those variables that views and controls read.
 * Taken from a webview of VS Code 1.139.1.
 */
export const themes = JSON.parse(
  readFileSync(path.join(projectRoot, 'test', 'webview', 'harness', 'themes.json'), 'utf8'),
) as Readonly<Record<ThemeName, ThemeOfVscode>>;

/** A style sheet that says what VS Code writes on the root element. */
export function themeSheet(name: ThemeName): string {
  const lines = Object.entries(themes[name].variables).map(([variable, value]) => `${variable}: ${value};`);
  return `:root {\n${lines.join('\n')}\n}\n${defaultSheet}`;
}

/** What of VS Code's own sheet for webviews touches a view; it lies in a layer below the view's sheet, as there. */
const defaultSheet = `
@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body {
    overscroll-behavior-x: none;
    background-color: transparent;
    color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family);
    font-weight: var(--vscode-font-weight);
    font-size: var(--vscode-font-size);
    margin: 0;
    padding: 0 20px;
  }
  a, a code { color: var(--vscode-textLink-foreground); }
  code {
    color: var(--vscode-textPreformat-foreground);
    background-color: var(--vscode-textPreformat-background);
    padding: 1px 3px;
    border-radius: 4px;
  }
}
`;
