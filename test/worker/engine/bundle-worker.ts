import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { loadWorkerBuild } from '../../fakes/worker-build.js';

/** Bundles a worker's entry (relative to the project) as the build does; the bundle lasts as long as this process. */
export async function bundleWorker(entry = 'test/worker/engine/main.ts'): Promise<string> {
  const root = process.env['MODELSMITH_ROOT'] ?? process.cwd();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'modelsmith-worker-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const outfile = path.join(folder, 'worker.js');
  await esbuild.build({
    ...(await loadWorkerBuild()),
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}
