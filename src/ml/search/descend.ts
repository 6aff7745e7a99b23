import { randomStream } from '../../base/random.js';
import { fillBernoulli } from '../tensors/bernoulli-mask.js';
import { ArrayPool } from './array-pool.js';
import { addTerm, crossBinomially } from './kernels/crossover.js';
import { parentsOf, type Descent, type IndividualId, type Lineage } from './lineage.js';

/** A piece of a tensor. */
export interface Piece {
  readonly tensor: string;
  /** The first element, and how many. */
  readonly start: number;
  readonly length: number;
}

/** Elements of an original as float32. */
export type ReadOriginal = (original: IndividualId, piece: Piece) => Promise<Float32Array>;

export interface DescendOptions {
  readonly lineage: Lineage;
  readonly seed: number;
  readonly read: ReadOriginal;
  /** Where arrays come from, those that `read` gives, too, and where those go that aren't needed any more. */
  readonly pool?: ArrayPool;
}

/**
 * The same piece of several individuals, computed from the originals: each ancestor once, and kept only as long as a
 * descendant needs it. An element depends on the seed, the individual, the tensor and its place there alone, whatever the
 * pieces are. All is float32 from the originals on. Throws what `read` throws.
 */
export async function descend(
  individuals: readonly IndividualId[],
  piece: Piece,
  { lineage, seed, read, pool = new ArrayPool() }: DescendOptions,
): Promise<ReadonlyMap<IndividualId, Float32Array>> {
  const order = lineage.ancestry(individuals);
  const uses = countUses(order, lineage);
  const wanted = new Set(individuals);
  const values = new Map<IndividualId, Float32Array>();
  const { donor, mask } = scratchOf(piece.length);
  for (const id of order) {
    const descent = lineage.descentOf(id);
    if (descent === undefined) {
      values.set(id, await read(id, piece));
      continue;
    }
    donor.fill(0);
    for (const { factor, plus, minus } of descent.donor) {
      const subtracted = minus === undefined ? undefined : valuesOf(values, minus);
      addTerm(donor, factor, { plus: valuesOf(values, plus), minus: subtracted }, piece.length);
    }
    fillBernoulli(mask, randomStream(seed, crossoverStream(descent, piece)), piece.start, descent.rate);
    const child = pool.take(piece.length);
    crossBinomially(child, { parent: valuesOf(values, descent.parent), donor, mask });
    values.set(id, child);
    for (const parent of parentsOf(descent)) {
      const left = (uses.get(parent) ?? 0) - 1;
      uses.set(parent, left);
      if (left === 0 && !wanted.has(parent)) {
        pool.give(valuesOf(values, parent));
        values.delete(parent);
      }
    }
  }
  return values;
}

/** What a donor and a mask are put in; nothing waits between filling and using them, so that one of each is enough. */
let scratch = { donor: new Float64Array(0), mask: new Uint8Array(0) };

function scratchOf(length: number): typeof scratch {
  if (scratch.donor.length < length) {
    scratch = { donor: new Float64Array(length), mask: new Uint8Array(length) };
  }
  return { donor: scratch.donor.subarray(0, length), mask: scratch.mask.subarray(0, length) };
}

const crossoverStream = ({ id }: Descent, { tensor }: Piece): string => `crossover/${String(id)}/${tensor}`;

/** How many of these have each as a parent. */
function countUses(order: readonly IndividualId[], lineage: Lineage): Map<IndividualId, number> {
  const uses = new Map<IndividualId, number>();
  for (const id of order) {
    const descent = lineage.descentOf(id);
    for (const parent of descent === undefined ? [] : parentsOf(descent)) {
      uses.set(parent, (uses.get(parent) ?? 0) + 1);
    }
  }
  return uses;
}

function valuesOf(values: ReadonlyMap<IndividualId, Float32Array>, id: IndividualId): Float32Array {
  const found = values.get(id);
  if (found === undefined) {
    throw new RangeError(`individual ${String(id)} was not computed before its children`);
  }
  return found;
}
