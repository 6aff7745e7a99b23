import { failsAgain } from '../../experiments/runs/fails-again.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';

/** What can be done with a run now. The words stand in `package.json`'s when-clauses, too. */
export type RunFlag = 'stoppable' | 'resumable' | 'output' | 'editable' | 'starred' | 'unstarred' | 'deletable';

/** The flags of a run; a run of a newer format can be looked at and nothing else. */
export function runFlags(run: RunSummary): ReadonlySet<RunFlag> {
  const flags = new Set<RunFlag>();
  const { status } = run;
  if (status === 'succeeded') {
    // Nothing stands at an output's name before it is whole.
    flags.add('output');
  }
  if (run.readOnly) {
    return flags;
  }
  flags.add('editable').add(run.notes.star === true ? 'starred' : 'unstarred');
  if (status === 'queued' || status === 'running') {
    flags.add('stoppable');
  }
  const isOver = status === 'interrupted' || status === 'cancelled' || status === 'failed';
  if (isOver && !failsAgain(run.record.problems)) {
    flags.add('resumable');
  }
  if (status !== 'running' && status !== 'stopping' && status !== 'queued') {
    flags.add('deletable');
  }
  return flags;
}
