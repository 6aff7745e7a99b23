import type { RunSummary } from '../experiments/runs/run-summary.js';
import { problemJson } from './report-problems.js';

/** A run as machines get it: its record, with the status that counts now, its folder and its user's notes. */
export function runJson({
  id,
  folder,
  record,
  status,
  readOnly,
  notes,
}: RunSummary): Readonly<Record<string, unknown>> {
  const { folder: experimentFolder, problems, ...rest } = record;
  return {
    ...rest,
    id,
    status,
    folder,
    experimentFolder,
    ...(problems === undefined ? {} : { problems: problems.map(problemJson) }),
    readOnly,
    notes,
  };
}
