import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { RunContext } from '../../../base/ports.js';
import { randomStream } from '../../../base/random.js';
import {
  Lineage,
  lineageSpace,
  type Descent,
  type IndividualId,
  type KeptLineage,
} from '../../../ml/search/lineage.js';
import { openCheckpoint } from '../../../ml/tensors/checkpoint.js';
import { bytesOf } from '../../../ml/tensors/dtypes.js';
import type { EmittedEvent } from '../../../protocol/events.js';
import { quietContext } from '../../merge/quiet-context.js';
import { runMerge } from '../../merge/run.js';
import { candidateDigest } from '../../merge/search/candidate-digest.js';
import { aloneAsMerge } from '../../merge/search/candidates.js';
import type { MergeSpec, PlainMerge } from '../../merge/spec/schema.js';
import { candidateFolder } from '../merge-candidate.js';
import type { PreparedCandidate, World } from '../world.js';
import { meanDifference } from '../mean-difference.js';
import { MemoryFolder } from './memory-folder.js';
import type { Genome, Member } from './members.js';
import { PopulationFiles } from './population-files.js';
import { PopulationReader } from './population-reader.js';

type Context = RunContext<EmittedEvent>;

export interface CheckpointWorldOptions {
  readonly members: readonly Member[];
  readonly genome: Genome;
  /** What a whole population is merged by; undefined where each individual is by itself. */
  readonly merge: PlainMerge | undefined;
  readonly context: Context;
  /** From a snapshot. */
  readonly kept: unknown;
  readonly card: () => string;
}

/** What a snapshot keeps of a population of checkpoints. */
interface KeptCheckpoints {
  readonly lineage: KeptLineage;
  /** Of children that were written down: the original at the end of the line of parents, and the digest. */
  readonly settled: readonly { readonly id: IndividualId; readonly slot: number; readonly digest: string }[];
}

/** Elements whose differences tell how far members are from each other: enough for two digits. */
const SAMPLED_BLOCKS = 256;
const SAMPLED_BLOCK = 256;

/** Individuals that are checkpoints, of which only the descent is kept (spec: section 4). */
export class CheckpointWorld implements World {
  readonly originals: readonly IndividualId[];
  readonly candidateBytes: number;
  readonly lineage: Lineage;
  readonly space;
  readonly mergedCandidate;
  readonly #reader: PopulationReader;
  readonly #files: PopulationFiles;
  readonly #digests = new Map<IndividualId, string>();

  constructor(private readonly options: CheckpointWorldOptions) {
    const { members, genome, context, merge } = options;
    const kept = options.kept as KeptCheckpoints | undefined;
    this.originals = members.map((_, index) => index);
    this.candidateBytes = candidateBytes(genome);
    this.lineage = kept === undefined ? new Lineage(members.length) : new Lineage(members.length, kept.lineage);
    this.space = lineageSpace(this.lineage);
    const { tensors } = genome;
    const { files, seed } = context;
    this.#reader = new PopulationReader({ files, members, tensors, lineage: this.lineage, seed });
    for (const { id, slot, digest } of kept?.settled ?? []) {
      this.#reader.restoreRoot(id, slot);
      this.#digests.set(id, digest);
    }
    this.#files = new PopulationFiles(files, path.join(context.artifacts, 'individuals'), this.#reader);
    this.mergedCandidate =
      merge === undefined
        ? undefined
        : async (population: readonly IndividualId[]) => Promise.resolve(this.prepareMerged(population, merge));
  }

  /** Has the originals' digests, and opens what was written down before an interruption. */
  async reopen(): Promise<void> {
    const { files, signal } = this.options.context;
    for (const [id, { checkpoint }] of this.options.members.entries()) {
      const original = { role: 'input', label: '', values: {}, model: checkpoint.folder } as const;
      this.#digests.set(id, await candidateDigest(original, this.options.context));
    }
    for (const id of this.lineage.settled) {
      // At the very end they are removed before the run is over.
      if ((await files.stat(this.settledFolder(id))) !== undefined) {
        this.#reader.settle(id, await openCheckpoint(files, this.settledFolder(id), signal));
      }
    }
  }

  async candidate(id: IndividualId, slot: number): Promise<PreparedCandidate> {
    const { context, members } = this.options;
    const folder = candidateFolder(context, slot);
    // An original needn't be written again.
    const original = this.lineage.descentOf(id) === undefined ? members[id]?.checkpoint.folder : undefined;
    return Promise.resolve({
      type: 'model',
      candidate: {
        digest: this.digestOf(id),
        materialise: async (signal) => {
          if (original !== undefined) {
            return original;
          }
          await this.mergeInto(folder, aloneAsMerge(this.#files.folderOf(id)), { ...context, signal });
          return folder;
        },
        readable: async () => Promise.resolve({ files: this.#files, folder: this.#files.folderOf(id) }),
      },
      release: () => context.files.remove(folder),
    });
  }

  descentOf(id: IndividualId): Descent | undefined {
    return this.lineage.descentOf(id);
  }

  valuesOf(): undefined {
    return undefined;
  }

  crossedOf(id: IndividualId): number | undefined {
    const descent = this.lineage.descentOf(id);
    return descent === undefined ? undefined : Math.min(1, Math.max(0, descent.rate));
  }

  async diversity(population: readonly IndividualId[]): Promise<number> {
    const tensors = this.options.genome.tensors.filter(({ evolves, elements }) => evolves && elements > 0);
    const total = tensors.reduce((sum, { elements }) => sum + elements, 0);
    const stream = randomStream(this.options.context.seed, 'evolve/diversity');
    const sums = { squares: 0, pairs: 0 };
    const blocks = Math.min(SAMPLED_BLOCKS, Math.ceil(total / SAMPLED_BLOCK));
    for (let block = 0; block < blocks; block++) {
      this.options.context.signal.throwIfAborted();
      let place = Math.floor(stream.uniform(block) * total);
      const tensor = tensors.find(({ elements }) => {
        place -= elements;
        return place < 0;
      });
      if (tensor !== undefined) {
        const length = Math.min(SAMPLED_BLOCK, tensor.elements);
        const start = Math.min(place + tensor.elements, tensor.elements - length);
        meanDifference([...(await this.#reader.compute(population, tensor, { start, length })).values()], sums);
      }
    }
    return sums.pairs === 0 ? 0 : Math.sqrt(sums.squares / sums.pairs);
  }

  kept(): KeptCheckpoints {
    const settled = this.lineage.settled.map((id) => ({
      id,
      slot: this.#reader.originalSlot(id),
      digest: this.digestOf(id),
    }));
    return { lineage: this.lineage.kept, settled };
  }

  keepOnly(living: readonly IndividualId[]): void {
    this.lineage.keepOnly(living);
    const needed = new Set([...this.originals, ...this.lineage.ancestry(living)]);
    for (const id of this.#digests.keys()) {
      if (!needed.has(id)) {
        this.#digests.delete(id);
      }
    }
  }

  async sweep(): Promise<void> {
    const { files } = this.options.context;
    const settled = new Set(this.lineage.settled);
    await this.#reader.forgetSettled((id) => settled.has(id));
    const folder = path.dirname(this.settledFolder(0));
    for (const name of await files.list(folder)) {
      if (!settled.has(Number(name))) {
        await files.remove(path.join(folder, name));
      }
    }
    await files.remove(path.dirname(candidateFolder(this.options.context, 0)));
  }

  /** Bytes on the disk once these are written down in float32, all that was before included. */
  consolidationBytes(living: readonly IndividualId[]): number {
    const evolving = this.options.genome.tensors.filter(({ evolves }) => evolves);
    const each = evolving.reduce((sum, { elements }) => sum + bytesOf('F32', elements), 0);
    // What was written down before stays until a snapshot says that it may go; a candidate comes beside it.
    const settled = this.lineage.settled.length;
    return (
      each * (settled + living.filter((id) => this.lineage.descentOf(id) !== undefined).length) + this.candidateBytes
    );
  }

  /**
   * Writes down the living that aren't yet, in float32, so that what comes after them no longer depends on a long descent.
   * The history stays the same to the bit. A snapshot must follow before anything else of it is forgotten.
   */
  async consolidate(living: readonly IndividualId[]): Promise<void> {
    const { context } = this.options;
    const descended = living.filter((id) => this.lineage.descentOf(id) !== undefined);
    for (const id of descended) {
      const folder = this.settledFolder(id);
      const merge = { ...aloneAsMerge(this.#files.folderOf(id, 'float32')), allow_nan: true };
      await this.mergeInto(folder, merge, context);
      // It follows from the descent, which is forgotten now.
      this.digestOf(id);
      this.#reader.settle(id, await openCheckpoint(context.files, folder, context.signal));
    }
    this.lineage.settle(descended);
  }

  async discard(): Promise<void> {
    const { files } = this.options.context;
    await this.#reader.forgetSettled(() => false);
    await files.remove(path.dirname(this.settledFolder(0)));
  }

  async write(
    chosen: readonly IndividualId[],
    context: Context,
  ): Promise<{ readonly output: string; readonly bytes: number }> {
    const { merge, card } = this.options;
    const [only] = chosen;
    const spec =
      merge === undefined || only === undefined
        ? aloneAsMerge(this.#files.folderOf(only ?? 0))
        : this.populationMerge(chosen, merge);
    this.#reader.readTogether(merge === undefined ? [] : chosen);
    let bytes = 0;
    const { output = '' } = await runMerge(
      spec,
      {
        ...context,
        files: this.#files,
        emit: (event) => {
          bytes = event.type === 'artifact' ? event.bytes : bytes;
        },
        dense: { append: (file, values) => ({ file, offset: 0, length: values.length }) },
      },
      { poolElements: Number.POSITIVE_INFINITY, card: card() },
    );
    return { output, bytes };
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  /** Tells an individual from every other: by the originals that it descends from, how, and the seed. */
  private digestOf(id: IndividualId): string {
    const known = this.#digests.get(id);
    if (known !== undefined) {
      return known;
    }
    const { context } = this.options;
    for (const one of this.lineage.ancestry([id])) {
      if (!this.#digests.has(one)) {
        const descent = this.lineage.descentOf(one);
        if (descent !== undefined) {
          this.#digests.set(one, this.childDigest(descent));
        }
      }
    }
    const found = this.#digests.get(id);
    if (found === undefined) {
      throw new RangeError(`no digest of ${String(id)} with seed ${String(context.seed)}`);
    }
    return found;
  }

  private childDigest({ id, parent, donor, rate }: Descent): string {
    const { context, genome } = this.options;
    const digest = (of: IndividualId): string => this.#digests.get(of) ?? '';
    const terms = donor.map(({ factor, plus, minus }) => [
      factor,
      digest(plus),
      minus === undefined ? null : digest(minus),
    ]);
    const fixed = genome.tensors.filter(({ evolves }) => !evolves).map(({ name }) => name);
    return hash([context.seed, id, digest(parent), terms, rate, fixed]);
  }

  private prepareMerged(population: readonly IndividualId[], merge: PlainMerge): PreparedCandidate {
    const { context } = this.options;
    const { inputs } = context;
    const folder = candidateFolder(context, 0);
    const spec = this.populationMerge(population, merge);
    const memory = path.join(context.artifacts, 'memory');
    const digests = population.map((id) => this.digestOf(id));
    return {
      type: 'model',
      candidate: {
        digest: hash([digests, merge, inputs.map(({ digest }) => digest), context.seed]),
        materialise: async (signal) => {
          this.#reader.readTogether(population);
          await this.mergeInto(folder, spec, { ...context, signal });
          return folder;
        },
        readable: async (signal) => {
          this.#reader.readTogether(population);
          const files = new MemoryFolder(this.#files, memory);
          await this.mergeInto(memory, spec, { ...context, signal }, files);
          return { files, folder: memory };
        },
      },
      release: () => context.files.remove(folder),
    };
  }

  private populationMerge(population: readonly IndividualId[], merge: PlainMerge): MergeSpec {
    const models = population.map((id) => ({ model: this.#files.folderOf(id, 'float32') }));
    const { dtype, out_dtype: outDtype } = merge;
    return { ...merge, models, out_dtype: outDtype ?? dtype ?? this.commonDtype() };
  }

  /** The number format that most elements of the first original have. */
  private commonDtype(): 'float32' | 'float16' | 'bfloat16' {
    const counts = new Map<string, number>();
    for (const { places, elements, evolves } of this.options.genome.tensors) {
      const dtype = places[0]?.dtype ?? 'F32';
      counts.set(dtype, (counts.get(dtype) ?? 0) + (evolves ? elements : 0));
    }
    const [[most] = ['F32']] = [...counts].sort((a, b) => b[1] - a[1]);
    return most === 'BF16' ? 'bfloat16' : most === 'F16' ? 'float16' : 'float32';
  }

  private async mergeInto(
    folder: string,
    spec: MergeSpec,
    context: Context,
    files: Context['files'] = this.#files,
  ): Promise<void> {
    // An attempt that was killed may have left one.
    await files.remove(folder);
    // Individuals are computed in this thread: others have other files.
    await runMerge(spec, { ...quietContext(context, folder), files }, { poolElements: Number.POSITIVE_INFINITY });
  }

  private settledFolder(id: IndividualId): string {
    return path.join(this.options.context.artifacts, 'population', String(id));
  }
}

/** What an individual takes when it is written in the number formats of the first original. */
export function candidateBytes({ tensors }: Genome): number {
  return tensors.reduce((sum, { elements, places }) => sum + bytesOf(places[0]?.dtype ?? 'F32', elements), 0);
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
