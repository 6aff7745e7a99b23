import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { Experiment } from '../experiment.js';
import { createRun } from './create-run.js';
import type { CreateRunOptions } from './create-run.js';
import { deleteRun } from './delete-run.js';
import { isRunId } from './run-id.js';
import { readIndex, stampOf, writeIndex } from './run-index.js';
import type { IndexEntry } from './run-index.js';
import { readNotes } from './run-notes.js';
import { rootPaths, runPaths } from './run-paths.js';
import type { RootPaths } from './run-paths.js';
import { readRunRecord } from './run-record-file.js';
import { needsOwner, readRunState } from './run-status.js';
import type { RunSummary } from './run-summary.js';

/** Run folders read at once: enough to hide the latency of a network mount, few enough for any limit on open files. */
const READERS = 32;

/**
 * The runs of one root. Nothing is created before the first run is. Listing reads `run.json` and `notes.json` alone, and
 * only of runs that changed since the last listing.
 */
export class RunStore {
  readonly paths: RootPaths;
  private index: Map<string, IndexEntry> | undefined;

  /** `root` is the folder that has (or will have) `.modelsmith`; see `findRoot`. */
  constructor(readonly root: string) {
    this.paths = rootPaths(root);
  }

  /** Makes a new run with status *queued* and returns its folder. */
  async create(experiment: Experiment, options: CreateRunOptions): Promise<string> {
    return createRun(this.root, experiment, options);
  }

  /** The folder of a run by its id; it need not exist. */
  folderOf(id: string): string {
    return path.join(this.paths.runs, id);
  }

  /** All runs, newest first. Folders that hold no readable run are left out. */
  async list(): Promise<readonly RunSummary[]> {
    const before = (this.index ??= await readIndex(this.paths.index));
    const names = (await fs.readdir(this.paths.runs).catch((): string[] => [])).filter(isRunId);
    const after = new Map<string, IndexEntry>();
    const summaries: RunSummary[] = [];
    const waiting = names.values();
    const reader = async (): Promise<void> => {
      for (const id of waiting) {
        const entry = await this.readEntry(id, before.get(id));
        if (entry !== undefined) {
          after.set(id, entry);
          summaries.push(await this.summarise(id, entry));
        }
      }
    };
    await Promise.all(Array.from({ length: READERS }, reader));
    this.index = after;
    if (differ(before, after)) {
      await writeIndex(this.paths.index, after);
    }
    return summaries.sort(newestFirst);
  }

  /** One run. Throws `run-missing`, `run-unreadable` or `run-newer`. */
  async read(id: string): Promise<RunSummary> {
    if (!isRunId(id)) {
      throw modelsmithError('run-missing', { run: id });
    }
    const folder = this.folderOf(id);
    return { id, folder, ...(await readRunState(folder)), notes: await readNotes(folder) };
  }

  /**
   * The run that a person means: its id, the beginning of one, the 8 hexadecimal digits at its end, or `latest`.
   * Throws `run-missing`, or `run-ambiguous` with what it may mean.
   */
  async find(reference: string): Promise<RunSummary> {
    if (isRunId(reference)) {
      return this.read(reference);
    }
    const runs = await this.list();
    const [latest] = runs;
    if (reference === 'latest' && latest !== undefined) {
      return latest;
    }
    const found = runs.filter(
      ({ id }) => reference !== '' && (id.startsWith(reference) || id.endsWith(`-${reference}`)),
    );
    const [only] = found;
    if (only === undefined) {
      throw modelsmithError('run-missing', { run: reference });
    }
    if (found.length > 1) {
      throw modelsmithError('run-ambiguous', { run: reference, candidates: found.map(({ id }) => id) });
    }
    return only;
  }

  /** Removes a run with all that is in its folder. Throws `run-busy` while it has an owner. */
  async delete(id: string): Promise<void> {
    await deleteRun(this.paths, (await this.read(id)).folder);
  }

  private async readEntry(id: string, known: IndexEntry | undefined): Promise<IndexEntry | undefined> {
    const folder = this.folderOf(id);
    const { record: recordFile, notes: notesFile } = runPaths(folder);
    const stamp = await stampOf([recordFile, notesFile], Date.now());
    if (stamp === undefined) {
      return undefined;
    }
    if (known?.stamp === stamp) {
      return known;
    }
    try {
      return { stamp, ...(await readRunRecord(folder)), notes: await readNotes(folder) };
    } catch {
      return undefined;
    }
  }

  private async summarise(id: string, entry: IndexEntry): Promise<RunSummary> {
    const folder = this.folderOf(id);
    const { record, readOnly, notes } = entry;
    if (!needsOwner(record.status)) {
      return { id, folder, record, status: record.status, readOnly, notes };
    }
    const state = await readRunState(folder).catch(() => ({ record, status: record.status, readOnly }));
    return { id, folder, ...state, notes };
  }
}

function differ(before: ReadonlyMap<string, IndexEntry>, after: ReadonlyMap<string, IndexEntry>): boolean {
  if (before.size !== after.size) {
    return true;
  }
  for (const [id, entry] of after) {
    if (before.get(id)?.stamp !== entry.stamp) {
      return true;
    }
  }
  return false;
}

function newestFirst(a: RunSummary, b: RunSummary): number {
  return b.record.createdAt - a.record.createdAt || (a.id < b.id ? 1 : -1);
}
