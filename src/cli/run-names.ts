import type { RunSummary } from '../experiments/runs/run-summary.js';

/** The eight characters at the end of a run's id, which are enough to name it on the command line. */
export function shortId(id: string): string {
  return id.slice(-8);
}

/** What a run is called: its user's title, else the experiment's name, and the values that a matrix gave it. */
export function runName({ record, notes }: RunSummary): string {
  const values = Object.entries(record.matrix ?? {})
    .map(([key, value]) => `${lastPart(key)} ${String(value)}`)
    .join(', ');
  const name = notes.title ?? record.name;
  return values === '' || notes.title !== undefined ? name : `${name} (${values})`;
}

/** The last part of a dotted key, which is enough among kin. */
export function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
