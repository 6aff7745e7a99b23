// The static checks of `npm run check`: each is a command that says what is wrong and ends with a status other than 0.
// A command is a module and its arguments: tools are run by this very Node, so that a check works on any system.
import * as path from 'node:path';
import { root } from './root.mjs';

const tool = (/** @type {string} */ file) => path.join(root, 'node_modules', file);

/** @type {readonly { readonly name: string, readonly command: readonly string[] }[]} */
export const checks = [
  { name: 'types', command: [tool('typescript/bin/tsc'), '-b'] },
  { name: 'format', command: [tool('@biomejs/biome/bin/biome'), 'format', '--error-on-warnings', '.'] },
  { name: 'lint', command: [tool('eslint/bin/eslint.js'), '--max-warnings=0', '.'] },
  {
    name: 'layers',
    command: [
      tool('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.mjs', 'src', 'webview', 'test', 'scripts'],
    ],
  },
  { name: 'dead code', command: [tool('knip/bin/knip.js'), '--no-progress'] },
  { name: 'texts', command: [path.join(root, 'scripts', 'check-texts.mjs')] },
  { name: 'docs', command: [path.join(root, 'scripts', 'docs.mjs')] },
];
