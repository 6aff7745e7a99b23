import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { RunPaths } from '../experiments/runs/run-paths.js';
import { isPartialName } from './partial-name.js';

/**
 * Removes what an attempt that was killed was writing: files beside their final names, in the artifacts and where the
 * record and the snapshot lie. Only the run's owner may.
 */
export async function sweepRemains(paths: RunPaths): Promise<void> {
  const artifacts = await fs.readdir(paths.artifacts, { recursive: true }).catch((): string[] => []);
  for (const name of artifacts.filter((one) => isPartialName(path.basename(one)))) {
    await fs.rm(path.join(paths.artifacts, name), { force: true });
  }
  for (const folder of [paths.folder, path.dirname(paths.snapshot)]) {
    const names = await fs.readdir(folder).catch((): string[] => []);
    for (const name of names.filter((one) => isRecordPartial(one))) {
      await fs.rm(path.join(folder, name), { force: true });
    }
  }
}

/** Notes are written by others, perhaps right now. */
function isRecordPartial(name: string): boolean {
  return /^\.(?:run\.json|state)-[0-9a-f]+\.partial$/.test(name);
}
