// Lets a script use a TypeScript module of src/, as the program itself does.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { root } from './root.mjs';

/** Bundles a module (relative to the root) and imports it. @param {string} file @returns {Promise<any>} */
export async function loadSource(file) {
  const bundle = path.join(root, 'dist', 'scripts', String(process.pid), `${path.basename(file, '.ts')}.mjs`);
  await esbuild.build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    entryPoints: [file],
    outfile: bundle,
    // Packages that are CommonJS ask for a `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  try {
    return await import(pathToFileURL(bundle).href);
  } finally {
    fs.rmSync(path.dirname(bundle), { recursive: true, force: true });
  }
}
