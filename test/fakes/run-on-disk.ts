import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { RunNotes, RunRecord } from '../../src/protocol/run-record.js';

export interface RunOnDisk {
  /** Tells runs apart, and orders them: seconds after a fixed moment. */
  readonly number: number;
  readonly experiment: string;
  readonly record?: Partial<RunRecord>;
  readonly notes?: RunNotes;
}

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Writes a run's folder as another process would have left it, without a log; returns the folder. */
export function writeRunOnDisk(root: string, { number, experiment, record, notes }: RunOnDisk): string {
  const createdAt = START + number * 1000;
  const digits = new Date(createdAt).toISOString().replace(/\D/g, '');
  const id = `${digits.slice(0, 8)}-${digits.slice(8, 14)}-a-run-${number.toString(16).padStart(8, '0')}`;
  const folder = path.join(root, '.modelsmith', 'runs', id);
  mkdirSync(path.join(folder, 'artifacts'), { recursive: true });
  const whole: RunRecord = {
    format: 1,
    id,
    kind: 'merge',
    name: 'a run',
    status: 'succeeded',
    experiment,
    folder: path.dirname(experiment),
    seed: 0,
    versions: { modelsmith: '0.1.0' },
    backend: { name: 'none', reason: 'not-started' },
    startedBy: 'terminal',
    createdAt,
    startedAt: createdAt,
    endedAt: createdAt + 12_000,
    seconds: 12,
    attempts: 1,
    inputs: [],
    ...record,
  };
  writeFileSync(path.join(folder, 'experiment.yaml'), 'kind: merge\n');
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(whole));
  if (notes !== undefined) {
    writeFileSync(path.join(folder, 'notes.json'), JSON.stringify(notes));
  }
  return folder;
}
