import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** The build's own plugin, for tests that bundle what merges: it puts the compiled kernels in. */
export async function loadKernelsPlugin(): Promise<Plugin> {
  const root = process.env['MODELSMITH_ROOT'] ?? process.cwd();
  // Loaded from where it lies: bundled, it would look for its sources beside the bundle.
  const file = pathToFileURL(path.join(root, 'scripts', 'lib', 'kernels.mjs')).href;
  const { kernelsPlugin } = (await import(file)) as { readonly kernelsPlugin: Plugin };
  return kernelsPlugin;
}
