import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { systemCodeOf } from '../../src/base/system-code.js';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { lockOwner } from '../../src/experiments/runs/folder-lock.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { waitFor } from './wait-for.js';

/** The folders of the runs below a workspace, oldest first. */
export function runFolders(root: string): readonly string[] {
  const runs = path.join(root, '.modelsmith', 'runs');
  try {
    return readdirSync(runs)
      .filter((name) => /^\d/.test(name))
      .sort()
      .map((name) => path.join(runs, name));
  } catch {
    return [];
  }
}

/** The newest run of an experiment file (its base name), once it has emitted so many events of the type. */
export async function runWithEvent(root: string, experiment: string, type: string, count = 1): Promise<string> {
  return waitFor(`an event ${type} of ${experiment}`, async () => {
    const newest = runFolders(root).findLast((folder) => {
      const record = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as { readonly experiment: string };
      return path.basename(record.experiment) === experiment;
    });
    const isRunning = newest !== undefined && (await readRunState(newest)).status === 'running';
    return isRunning && (await readEvents(newest)).filter((event) => event.type === type).length >= count
      ? newest
      : undefined;
  });
}

/**
 * Stops the process of a run that goes on in the background, so that however fast the machine is a person has time to look
 * at it; returns what lets it go on. Its owner lives, so the run stays *running*.
 */
export async function freezeRun(runFolder: string): Promise<() => void> {
  const owner = await lockOwner(runPaths(runFolder).lock);
  if (owner === undefined) {
    throw new Error(`nobody owns ${runFolder}`);
  }
  const { pid } = owner;
  process.kill(pid, 'SIGSTOP');
  // A test that fails meanwhile must leave no sleeping process behind.
  const end = (): void => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (thrown) {
      if (systemCodeOf(thrown) !== 'ESRCH') {
        throw thrown;
      }
    }
  };
  process.once('exit', end);
  return () => {
    process.off('exit', end);
    process.kill(pid, 'SIGCONT');
  };
}
