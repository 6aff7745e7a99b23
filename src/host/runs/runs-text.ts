import { hostTexts } from '../../base/texts/host.js';
import { andList } from '../../base/texts/lists.js';
import { statusWord } from '../../base/texts/runs.js';
import { runStatuses } from '../../protocol/run-record.js';
import type { RunStatus } from '../../protocol/run-record.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { timeText } from './describe-run.js';

/** The runs of one matrix taken together. */
export interface RunsText {
  readonly label: string;
  /** `2 running and 6 succeeded`. */
  readonly description: string;
  /** The status that matters most among them: what goes on, then what went wrong, then success. */
  readonly status: RunStatus;
}

const byWeight: readonly RunStatus[] = [
  'running',
  'stopping',
  'queued',
  'failed',
  'diverged',
  'interrupted',
  'cancelled',
  'succeeded',
];

/** Several runs in one line. */
export function runsText(runs: readonly RunSummary[]): RunsText {
  const count = (status: RunStatus): number => runs.filter((run) => run.status === status).length;
  const first = Math.min(...runs.map((run) => run.record.createdAt));
  return {
    label: hostTexts.matrixOf(runs.length, timeText(first)),
    description: andList(
      runStatuses
        .filter((status) => count(status) > 0)
        .map((status) => `${String(count(status))} ${statusWord(status)}`),
    ),
    status: byWeight.find((status) => count(status) > 0) ?? 'queued',
  };
}
