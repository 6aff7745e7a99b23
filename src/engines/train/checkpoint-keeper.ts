import * as path from 'node:path';
import type { Files } from '../../base/ports.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { CheckpointRecord } from './events.js';
import { saveWeights } from '../../ml/networks/save-weights.js';
import { outputNames, publish } from '../../ml/tensors/output/publish.js';
import type { Session } from './training/open-session.js';

const NUMBER_WIDTH = 5;

export interface KeeperOptions {
  readonly files: Files;
  /** The run's artifacts (absolute). */
  readonly artifacts: string;
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly emit: (event: EmittedEvent) => void;
  /** How many of the last are kept. */
  readonly keep: number;
  /** What their names begin with. */
  readonly prefix: string;
  /** Steps made before the stage: checkpoints are told with those of the run. */
  readonly firstStep: number;
}

/** Writes checkpoints beside each other in `artifacts/checkpoints`: the best, and the last few. */
export class CheckpointKeeper {
  constructor(
    private readonly session: Pick<Session, 'task' | 'companions'>,
    private readonly options: KeeperOptions,
  ) {}

  get bestFolder(): string {
    return this.folderOf('best');
  }

  /** Writes the network's weights as they are now as the best so far. */
  async saveBest(told: Pick<CheckpointRecord, 'step' | 'epoch' | 'score'>): Promise<void> {
    await this.save('best', { ...told, isBest: true });
  }

  /** Writes the network's weights after an epoch, and removes those of the oldest one that are no longer kept. */
  async saveEpoch(epoch: number, step: number, every: number): Promise<void> {
    const { files, keep } = this.options;
    const nameOf = (one: number): string => `epoch-${String(one).padStart(NUMBER_WIDTH, '0')}`;
    await this.save(nameOf(epoch), { step, epoch, isBest: false });
    const oldest = epoch - keep * every;
    if (oldest > 0) {
      await files.remove(this.folderOf(nameOf(oldest)));
    }
  }

  private async save(name: string, told: Omit<CheckpointRecord, 'type' | 'name' | 'path'>): Promise<void> {
    const { files, runId, signal, emit, prefix, firstStep } = this.options;
    const { task, companions } = this.session;
    const folder = this.folderOf(name);
    const names = outputNames({ path: folder, overwrite: true }, runId);
    await files.remove(names.partial);
    // Always in full: these are what training, evolution and merging go on from.
    await saveWeights(files, names.partial, { network: task.network, dtype: 'F32', companions, signal });
    await publish(files, names);
    const record: CheckpointRecord = {
      type: 'train/checkpoint',
      name: `${prefix}${name}`,
      path: folder,
      ...told,
      step: firstStep + told.step,
    };
    emit(record);
  }

  private folderOf(name: string): string {
    const { artifacts, prefix } = this.options;
    return path.join(artifacts, 'checkpoints', `${prefix}${name}`);
  }
}
