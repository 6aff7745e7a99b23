import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { ReadableModel } from '../../../base/ports.js';
import { createNetwork, type BuiltNetwork } from '../../networks/create-network.js';
import { loadWeights } from '../../networks/load-weights.js';
import type { NetworkDescription } from '../../networks/read-fields.js';
import { checkpointSource } from '../../networks/tensor-source.js';
import { openCheckpoint, type Checkpoint } from '../../tensors/checkpoint.js';
import { takeTurns } from '../take-turns.js';

/** A candidate whose weights are in the network. */
export interface LoadedCandidate {
  readonly built: BuiltNetwork;
  readonly description: NetworkDescription;
  readonly checkpoint: Checkpoint;
  readonly model: ReadableModel;
}

/** Keys of a configuration that say nothing of the network. */
const IDLE_KEYS: ReadonlySet<string> = new Set(['_name_or_path', 'transformers_version', 'torch_dtype', 'dtype']);

interface Standing {
  readonly built: BuiltNetwork;
  /** The configuration that it was built from. */
  readonly key: string;
  /** What building it asked of the checkpoint, and was told. */
  readonly asked: ReadonlyMap<string, boolean>;
}

/**
 * The one network that candidates are scored with: each candidate's weights are loaded in place of the last one's, so that
 * memory doesn't grow with their number. Built anew only where a configuration describes another. Whoever asks waits for those
 * before.
 */
export class CandidateNetwork {
  private standing: Standing | undefined;
  private readonly inTurn = takeTurns();

  /** Loads a candidate and works with it. Throws `network-…`, `tensor-…` and `checkpoint-…` errors. */
  async use<Result>(
    model: ReadableModel,
    signal: AbortSignal,
    work: (candidate: LoadedCandidate) => Promise<Result>,
  ): Promise<Result> {
    return this.inTurn(async () => {
      signal.throwIfAborted();
      return work(await this.load(model, signal));
    });
  }

  dispose(): void {
    this.standing?.built.network.dispose();
    this.standing = undefined;
  }

  private async load(model: ReadableModel, signal: AbortSignal): Promise<LoadedCandidate> {
    const checkpoint = await openCheckpoint(model.files, model.folder, signal);
    const file = path.join(checkpoint.folder, 'config.json');
    if (!isRecord(checkpoint.config)) {
      throw modelsmithError('file-missing', { file }, { file });
    }
    const description = checkpoint.config;
    const built = this.networkFor(description, checkpoint, file);
    await loadWeights(built.network, checkpointSource(model.files, checkpoint), { signal });
    return { built, description, checkpoint, model };
  }

  private networkFor(description: NetworkDescription, { tensors }: Checkpoint, file: string): BuiltNetwork {
    const key = JSON.stringify(Object.entries(description).filter(([name]) => !IDLE_KEYS.has(name)));
    const { standing } = this;
    if (standing?.key === key && [...standing.asked].every(([name, has]) => tensors.has(name) === has)) {
      return standing.built;
    }
    this.dispose();
    const asked = new Map<string, boolean>();
    const hasTensor = (name: string): boolean => {
      asked.set(name, tensors.has(name));
      return tensors.has(name);
    };
    const built = createNetwork(description, { hasTensor, where: { file } });
    this.standing = { built, key, asked };
    return built;
  }
}
