import * as path from 'node:path';

/** The name of the folder that holds all runs of a root. */
export const MODELSMITH_FOLDER = '.modelsmith';

/** Where everything lies in a root (the folder that has `.modelsmith`). */
export interface RootPaths {
  readonly root: string;
  readonly folder: string;
  readonly runs: string;
  /** The cached listing; anyone may delete it. */
  readonly index: string;
  /** Runs on their way out. */
  readonly trash: string;
  readonly queueLock: string;
  /** Scores that candidates got, shared by all runs; anyone may delete it. */
  readonly evaluations: string;
}

export function rootPaths(root: string): RootPaths {
  const folder = path.join(root, MODELSMITH_FOLDER);
  return {
    root,
    folder,
    runs: path.join(folder, 'runs'),
    index: path.join(folder, 'index.json'),
    trash: path.join(folder, 'trash'),
    queueLock: path.join(folder, 'queue-lock'),
    evaluations: path.join(folder, 'evaluations'),
  };
}

/** Where everything lies in a run's folder. */
export interface RunPaths {
  readonly folder: string;
  /** The experiment as it was run. */
  readonly experiment: string;
  readonly record: string;
  readonly events: string;
  readonly notes: string;
  readonly request: string;
  readonly lock: string;
  readonly snapshot: string;
  readonly dense: string;
  readonly artifacts: string;
}

export function runPaths(runFolder: string): RunPaths {
  const at = (name: string): string => path.join(runFolder, name);
  return {
    folder: runFolder,
    experiment: at('experiment.yaml'),
    record: at('run.json'),
    events: at('events.jsonl'),
    notes: at('notes.json'),
    request: at('request.json'),
    lock: at('lock'),
    snapshot: path.join(runFolder, 'snapshot', 'state'),
    dense: at('dense'),
    artifacts: at('artifacts'),
  };
}

/** The root of a run's folder, `<root>/.modelsmith/runs/<id>`. */
export function rootOfRun(runFolder: string): string {
  return path.resolve(runFolder, '..', '..', '..');
}
