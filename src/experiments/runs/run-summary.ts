import type { RunNotes, RunRecord, RunStatus } from '../../protocol/run-record.js';

/** One line of a listing of runs. */
export interface RunSummary {
  readonly id: string;
  /** The run's folder (absolute). */
  readonly folder: string;
  readonly record: RunRecord;
  /** The record's status, but *interrupted* where the owner of a running run is dead. */
  readonly status: RunStatus;
  /** Written by a newer Modelsmith: shown, never changed. */
  readonly readOnly: boolean;
  readonly notes: RunNotes;
}
