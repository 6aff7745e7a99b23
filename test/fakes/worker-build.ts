import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';

/** How the build bundles a worker, for tests that bundle one: with the compiled kernels and with TensorFlow.js. */
export async function loadWorkerBuild(): Promise<BuildOptions> {
  const { kernelsPlugin } = await loadScript<{ readonly kernelsPlugin: Plugin }>('kernels.mjs');
  const { tensorflowBundle } = await loadScript<{ readonly tensorflowBundle: BuildOptions }>('tensorflow-bundle.mjs');
  return { ...tensorflowBundle, plugins: [kernelsPlugin] };
}

/** Loaded from where it lies: bundled, it would look for its sources beside the bundle. */
async function loadScript<Exports>(name: string): Promise<Exports> {
  const root = process.env['MODELSMITH_ROOT'] ?? process.cwd();
  return (await import(pathToFileURL(path.join(root, 'scripts', 'lib', name)).href)) as Exports;
}
