import type { ExperimentsTree } from './explorer/experiments-tree.js';
import type { WorkspaceRuns } from './runs/workspace-runs.js';

/** What `activate` hands to other extensions, and to tests inside VS Code. */
export interface ModelsmithApi {
  /** All runs of the window, newest first. */
  readonly runs: WorkspaceRuns;
  /** What the explorer shows. */
  readonly explorer: ExperimentsTree;
}
