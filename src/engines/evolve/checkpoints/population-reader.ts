import type { Files, OpenFile } from '../../../base/ports.js';
import { ArrayPool } from '../../../ml/search/array-pool.js';
import { descend } from '../../../ml/search/descend.js';
import type { IndividualId, Lineage } from '../../../ml/search/lineage.js';
import type { Checkpoint, TensorLocation } from '../../../ml/tensors/checkpoint.js';
import { bytesOf, decodeToFloat32 } from '../../../ml/tensors/dtypes.js';
import type { GenomeTensor, Member } from './members.js';

/** A run of a tensor's elements. */
interface Range {
  readonly start: number;
  readonly length: number;
}

/** The same elements of one individual, or of several, while somebody looks at them. */
interface Piece {
  /** Undefined where it is of one individual only. */
  readonly key: string | undefined;
  readonly values: Promise<ReadonlyMap<IndividualId, Float32Array>>;
  users: number;
}

export interface PopulationReaderOptions {
  readonly files: Files;
  readonly members: readonly Member[];
  readonly tensors: readonly GenomeTensor[];
  readonly lineage: Lineage;
  readonly seed: number;
}

/**
 * Computes pieces of individuals from the originals, and from members that were written down on the way. Individuals that
 * are read side by side (a merge reads all of a population) are computed together, each ancestor once.
 */
export class PopulationReader {
  readonly tensors: readonly GenomeTensor[];
  readonly #opened = new Map<string, Promise<OpenFile>>();
  /** Children that were written down, and where each has its tensors. */
  readonly #settled = new Map<IndividualId, Checkpoint>();
  /** Parents of children that were written down or are forgotten: whose files besides the weights they have. */
  readonly #roots = new Map<IndividualId, number>();
  readonly #pool = new ArrayPool();
  #together: readonly IndividualId[] = [];
  #last: Piece | undefined;

  constructor(private readonly options: PopulationReaderOptions) {
    this.tensors = options.tensors;
  }

  /** Says which individuals are read side by side from now on. */
  readTogether(individuals: readonly IndividualId[]): void {
    this.#together = individuals;
    this.#last = undefined;
  }

  /** A child's weights lie in a checkpoint from now on, all floats of it in float32. */
  settle(id: IndividualId, checkpoint: Checkpoint): void {
    this.#roots.set(id, this.originalSlot(id));
    this.#settled.set(id, checkpoint);
  }

  /** Closes the files of children that are no longer needed. */
  async forgetSettled(isNeeded: (id: IndividualId) => boolean): Promise<void> {
    for (const [id, checkpoint] of this.#settled) {
      if (!isNeeded(id)) {
        this.#settled.delete(id);
        for (const { file } of checkpoint.shards) {
          await (await this.#opened.get(file))?.close();
          this.#opened.delete(file);
        }
      }
    }
  }

  /** Tells of a child that was written down before an interruption. */
  restoreRoot(id: IndividualId, slot: number): void {
    this.#roots.set(id, slot);
  }

  /** The slot of the original at the end of an individual's line of parents. */
  originalSlot(id: IndividualId): number {
    const { lineage } = this.options;
    let at = id;
    for (;;) {
      const known = this.#roots.get(at);
      if (known !== undefined) {
        return known;
      }
      const descent = lineage.descentOf(at);
      if (descent === undefined) {
        return at;
      }
      at = descent.parent;
    }
  }

  originalOf(id: IndividualId): Member {
    const member = this.options.members[this.originalSlot(id)];
    if (member === undefined) {
      throw new RangeError(`no original ${String(id)}`);
    }
    return member;
  }

  /**
   * Lets `use` look at elements of an individual's tensor as float32; what it is given is good until it returns, because its
   * memory is used again.
   */
  async read(
    id: IndividualId,
    tensor: GenomeTensor,
    { start, length }: Range,
    use: (values: Float32Array) => void,
  ): Promise<void> {
    if (!tensor.evolves) {
      const values = await this.readPlace(placeIn(tensor, this.originalSlot(id)), { start, length });
      use(values);
      this.#pool.give(values);
      return;
    }
    const before = this.#last;
    const piece = this.pieceOf(id, tensor, { start, length });
    piece.users += 1;
    if (before !== undefined && before !== this.#last) {
      await this.giveBack(before);
    }
    try {
      const values = (await piece.values).get(id);
      if (values === undefined) {
        throw new RangeError(`individual ${String(id)} was not computed`);
      }
      use(values);
    } finally {
      piece.users -= 1;
      await this.giveBack(piece);
    }
  }

  /** The piece with this individual in it: the last one, where others that are read side by side were computed with it. */
  private pieceOf(id: IndividualId, tensor: GenomeTensor, { start, length }: Range): Piece {
    const isTogether = this.#together.includes(id);
    const individuals = isTogether ? this.#together : [id];
    const key = isTogether ? `${tensor.name} ${String(start)} ${String(length)}` : undefined;
    if (key !== undefined && this.#last?.key === key) {
      return this.#last;
    }
    const values = this.compute(individuals, tensor, { start, length });
    const piece: Piece = { key, values, users: 0 };
    if (key !== undefined) {
      this.#last = piece;
    }
    return piece;
  }

  /** Uses the memory of a piece again, when nobody reads it and nobody will. */
  private async giveBack(piece: Piece): Promise<void> {
    if (piece.users === 0 && this.#last !== piece) {
      for (const values of (await piece.values).values()) {
        this.#pool.give(values);
      }
    }
  }

  /** The same elements of several individuals, each ancestor computed once. */
  compute(
    individuals: readonly IndividualId[],
    tensor: GenomeTensor,
    { start, length }: Range,
  ): Promise<ReadonlyMap<IndividualId, Float32Array>> {
    const { lineage, seed } = this.options;
    return descend(
      individuals,
      { tensor: tensor.name, start, length },
      {
        lineage,
        seed,
        pool: this.#pool,
        read: (original) => {
          const settled = this.#settled.get(original)?.tensors.get(tensor.name);
          return this.readPlace(settled ?? placeIn(tensor, original), { start, length });
        },
      },
    );
  }

  /** Bytes of a tensor that doesn't evolve, as the original has them. */
  async copiedBytes(
    id: IndividualId,
    tensor: GenomeTensor,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<Uint8Array> {
    const place = placeIn(tensor, this.originalSlot(id));
    const bytes = new Uint8Array(to - from);
    await (await this.open(place.file)).read(bytes, place.position + from);
    return bytes;
  }

  async close(): Promise<void> {
    for (const opened of this.#opened.values()) {
      await (await opened).close();
    }
    this.#opened.clear();
  }

  private async readPlace(place: TensorLocation, { start, length }: Range): Promise<Float32Array> {
    const bytes = new Uint8Array(bytesOf(place.dtype, length));
    await (await this.open(place.file)).read(bytes, place.position + bytesOf(place.dtype, start));
    const values = this.#pool.take(length);
    decodeToFloat32(bytes, place.dtype, values);
    return values;
  }

  private open(file: string): Promise<OpenFile> {
    const known = this.#opened.get(file) ?? this.options.files.open(file);
    this.#opened.set(file, known);
    return known;
  }
}

function placeIn(tensor: GenomeTensor, slot: number): TensorLocation {
  const place = tensor.places[slot];
  if (place === undefined) {
    throw new RangeError(`original ${String(slot)} has no ${tensor.name}`);
  }
  return place;
}
