import { isCancellation, problemsOf } from '../base/errors.js';
import type { Problem } from '../base/errors.js';
import type { RunEnd } from '../experiments/carriers/run-handle.js';
import type { Experiment } from '../experiments/experiment.js';
import type { EngineResult } from '../experiments/kind.js';
import { openEventLog } from '../experiments/runs/event-log.js';
import type { HeldLock } from '../experiments/runs/folder-lock.js';
import { runPaths } from '../experiments/runs/run-paths.js';
import type { RunPaths } from '../experiments/runs/run-paths.js';
import { endRecord } from '../experiments/runs/settle-run.js';
import type { RunRecord } from '../protocol/run-record.js';
import type { ComputeChoice } from './compute-choice.js';
import { readExperiment } from './begin-run.js';
import type { HubAccess } from './hub-access.js';
import { Interruption } from './interruption.js';
import type { JobTools } from './job-tools.js';
import { openRunLog } from './open-run-log.js';
import type { RunLog } from './open-run-log.js';
import { programVersions } from './program-versions.js';
import { RecordKeeper } from './record-keeper.js';
import { RequestWatch } from './request-watch.js';
import { giveReserveBack, setReserveAside } from './reserve.js';
import { runEngine } from './run-engine.js';
import { removeSnapshot } from './snapshot-file.js';

/** An engine that was told to stop and neither ends nor saves a snapshot for so long isn't waited for any more. */
const PATIENCE_MS = 700;

export interface AttemptOptions extends JobTools {
  readonly runFolder: string;
  /** The record as it was found. */
  readonly record: RunRecord;
  readonly lock: HeldLock;
  readonly hub: HubAccess;
}

type Prepared = { readonly experiment: Experiment; readonly compute: ComputeChoice } | { readonly failure: unknown };

/** Makes a run *running*; from here on it ends in one of the ways that a run ends. Throws what the file system throws. */
export async function beginAttempt(options: AttemptOptions): Promise<Attempt> {
  const keeper = new RecordKeeper(options.runFolder, options.record, options.lock);
  await setReserveAside(options.runFolder);
  await keeper.update(({ endedAt: _endedAt, figures: _figures, problems: _problems, ...kept }) => ({
    ...kept,
    status: 'running',
    attempts: kept.attempts + 1,
    startedAt: Date.now(),
    versions: { ...programVersions() },
  }));
  return new Attempt(options, keeper);
}

/** One attempt at a run, by its owner. */
export class Attempt {
  private readonly paths: RunPaths;
  private readonly interruption: Interruption;
  private isOver = false;

  constructor(
    private readonly options: AttemptOptions,
    private readonly keeper: RecordKeeper,
  ) {
    this.paths = runPaths(options.runFolder);
    this.interruption = new Interruption(options.lock);
  }

  /** Runs the engine and writes down what came of it. Never rejects. */
  async run(): Promise<RunEnd> {
    const { runFolder, stop } = this.options;
    const requests = new RequestWatch(runFolder, () => {
      stop.request();
    });
    let log: RunLog | undefined;
    try {
      const prepared = await this.prepare();
      log = await this.openLog();
      this.heedStop(log);
      const result = await this.interruption.race(this.work(log, requests, prepared));
      this.isOver = true;
      return await this.succeed(log, result);
    } catch (thrown) {
      this.isOver = true;
      return await this.endWithout(thrown, log).catch(
        // The folder was removed or can't be written: what can be said is said to the parent.
        (): RunEnd => ({ status: 'failed', problems: problemsOf(thrown) }),
      );
    } finally {
      requests.dispose();
    }
  }

  /** The experiment, and what computes it, which the log's first line tells. What forbids it is told in the log, too. */
  private async prepare(): Promise<Prepared> {
    try {
      const experiment = await readExperiment(this.options.runFolder, this.keeper.record, this.options.parts.parse);
      const compute = await this.options.parts.chooseCompute(experiment);
      const { backend: name, version, reason, detail } = compute;
      const backend = { name, reason, ...(version === '' ? {} : { version }), ...(detail === '' ? {} : { detail }) };
      await this.keeper.update((record) => ({ ...record, backend }));
      return { experiment, compute };
    } catch (thrown) {
      return { failure: thrown };
    }
  }

  private async openLog(): Promise<RunLog> {
    const { channel, lock } = this.options;
    const { attempts, kind, name, seed, backend } = this.keeper.record;
    return openRunLog(this.paths, {
      lock,
      isResumed: attempts > 1,
      opening: [
        { type: 'started', kind, name, seed, backend: backend.name },
        { type: 'phase', phase: 'run/inputs' },
      ],
      onWritten: (seq) => {
        channel.send({ type: 'changed', seq });
      },
      onError: (thrown) => {
        this.interruption.raise(thrown);
      },
    });
  }

  private async work(log: RunLog, requests: RequestWatch, prepared: Prepared): Promise<EngineResult> {
    const { runFolder, stop, parts, hub } = this.options;
    stop.signal.throwIfAborted();
    if ('failure' in prepared) {
      throw prepared.failure;
    }
    return runEngine({
      ...prepared,
      runFolder,
      keeper: this.keeper,
      log,
      signal: stop.signal,
      parts,
      hub,
      onEmit: () => {
        requests.look();
        return !this.isOver;
      },
    });
  }

  /** On a stop, tells that it was heard, and gives up on an engine that doesn't heed it. */
  private heedStop(log: RunLog): void {
    const { channel, stop } = this.options;
    const heed = (): void => {
      channel.send({ type: 'stopping' });
      // The end of the run tells the same, should this fail.
      this.keeper.update((record) => ({ ...record, status: 'stopping' })).catch(() => undefined);
      void this.losePatience(log);
    };
    if (stop.signal.aborted) {
      heed();
    } else {
      stop.signal.addEventListener('abort', heed, { once: true });
    }
  }

  private async losePatience({ snapshots }: RunLog): Promise<void> {
    do {
      await snapshots.settled();
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    } while (snapshots.isSaving);
    this.interruption.raise(this.options.stop.signal.reason);
  }

  private async succeed(log: RunLog, { output, figures }: EngineResult): Promise<RunEnd> {
    const { runFolder } = this.options;
    await giveReserveBack(runFolder);
    log.events.append({ type: 'result', ...(output === undefined ? {} : { output }), figures });
    await log.events.close();
    await log.dense.close();
    await this.keeper.update((record) => ({
      ...endRecord(record, Date.now()),
      status: 'succeeded',
      ...(output === undefined ? {} : { output }),
      figures,
    }));
    await removeSnapshot(this.paths.snapshot);
    return { status: 'succeeded', problems: [] };
  }

  private async endWithout(thrown: unknown, log: RunLog | undefined): Promise<RunEnd> {
    const { runFolder, lock, stop } = this.options;
    await giveReserveBack(runFolder);
    if (lock.lost.aborted) {
      // The run is somebody else's; nothing in its folder is ours any more.
      await log?.events.close().catch(() => undefined);
      return { status: 'interrupted', problems: [] };
    }
    const isCancelled = stop.signal.aborted && isCancellation(thrown);
    const problems = isCancelled ? [] : problemsOf(thrown);
    await this.closeLog(log, problems);
    const status = isCancelled
      ? 'cancelled'
      : problems.some(({ code }) => code === 'train-diverged')
        ? 'diverged'
        : 'failed';
    await this.keeper.update((record) => ({
      ...endRecord(record, Date.now()),
      status,
      ...(isCancelled ? {} : { problems: [...problems] }),
    }));
    return { status, problems };
  }

  /** Writes what is left of the log, with the failure as its last event, if need be through a second opening. */
  private async closeLog(log: RunLog | undefined, problems: readonly Problem[]): Promise<void> {
    const [first, ...others] = problems;
    const lastWord = first === undefined ? undefined : ({ type: 'failed', problems: [first, ...others] } as const);
    try {
      if (lastWord !== undefined) {
        log?.events.append({ ...lastWord, problems: [...lastWord.problems] });
      }
      await log?.events.close();
    } catch {
      const reopened = await openEventLog(this.paths.events);
      if (lastWord !== undefined) {
        reopened.append({ ...lastWord, problems: [...lastWord.problems] });
      }
      await reopened.close();
    }
    await log?.dense.close().catch(() => undefined);
  }
}
