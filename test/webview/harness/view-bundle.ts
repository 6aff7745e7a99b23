import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { projectRoot } from '../../rig/project-root.js';

/** A view's script and style sheet. */
export interface ViewBundle {
  readonly script: string;
  readonly sheet: string;
}

/** Bundles a view from its sources as `scripts/build.mjs` does, so that a test never sees an old build. */
export async function bundleView(view: string): Promise<ViewBundle> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: { [view]: path.join('webview', view, 'main.ts') },
    outdir: 'dist/webview',
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    sourcemap: 'inline',
    logLevel: 'warning',
    write: false,
  });
  const file = (extension: string): string => outputFiles.find(({ path: out }) => out.endsWith(extension))?.text ?? '';
  return { script: file('.js'), sheet: file('.css') };
}
