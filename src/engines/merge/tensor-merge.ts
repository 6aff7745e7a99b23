import type { Problem } from '../../base/errors.js';
import type { BalanceSums } from './balance-sums.js';
import type { MergeBackend } from './merge-backend.js';
import type { MethodDeclaration } from './spec/methods.js';

export type { BaseRole, ParameterDeclaration } from './spec/methods.js';

/**
 * The seam between the methods of merging and what drives them.
 *
 * A *unit* is what a method looks at as a whole: one tensor, or (scope `model`) all float tensors one after the other in
 * key order. The driver reads a unit's inputs in chunks of ascending position, once per statistics pass, and once more to
 * write. A method keeps tables of fixed size only, so memory doesn't grow with the unit. The result must not depend on
 * where the chunks are cut, to the bit.
 */

/** Consecutive elements of a unit as float32. `base` is there when the method subtracts one (see `BaseRole` in spec/methods.ts). */
export interface Chunk {
  readonly start: number;
  readonly length: number;
  readonly base: Float32Array | undefined;
  /** One per input, each of `length` elements. */
  readonly models: readonly Float32Array[];
}

/** One unit's merge: per pass `observe` for every chunk in order, then `endPass`; then `write` for every chunk in order. */
export interface UnitMerge {
  /** Chunks hold whole multiples of this many elements (a row, for row-wise methods; 1 otherwise). */
  readonly granularity: number;
  /** Passes over the inputs before the writing one. A merge that asks for a sample may need fewer or more than it first said. */
  readonly statisticsPasses: number;
  /** Present where pieces from all over the unit, seen before the first pass, can save passes. The result is the same without. */
  readonly sampling?: Sampling | undefined;
  observe(pass: number, chunk: Chunk): void;
  endPass(pass: number): void;
  /**
   * Writes `chunk.length` merged values into `out` and adds to the sums of each task. To get sums per block, cut the
   * chunks of this pass at the blocks' borders (where the granularity allows) and hand each block sums of its own.
   */
  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void;
  /** Present where several hands can make the passes of one unit (pcb over the whole model). */
  readonly shared?: SharedPasses;
}

/** What a merge looks at before its passes. */
export interface Sampling {
  /** Elements that are wished for. */
  readonly elements: number;
  /** Takes a piece; `start` is its first element's position. Pieces come in ascending order and may overlap. */
  sample(chunk: Chunk): void;
  /** All pieces were there. */
  end(): void;
}

/**
 * Passes of a unit whose parts are observed by several merges of the same unit, each a part of the elements, in any
 * order. One of them leads: it adds up what the others counted, ends the pass, and hands on what that decided.
 */
export interface SharedPasses {
  /** What this one counted in the pass, and how it adds what another one counted over `elements` elements. */
  counts(pass: number): readonly Uint32Array[];
  addCounts(pass: number, counts: readonly Uint32Array[], elements: number): void;
  /** What the passes so far have decided, as plain data, and how one goes on from it that has made none of them. */
  decided(): unknown;
  resume(decided: unknown): void;
}

export type ParameterValue = number | boolean | string | readonly number[] | readonly string[];

/** The values of one input's (or the unit's shared) parameters, defaults filled in; absent only where optional. */
export type ResolvedParameters = Readonly<Record<string, ParameterValue | undefined>>;

/** Which elements a random method keeps: Philox in a run, given masks in golden tests. Writes 1 (kept) or 0 into `out`. */
export interface KeepSource {
  /** Elements `start`, `start + 1`, ... of the unit, for the input `task`; `probability` is one for all or one each. */
  fill(task: number, start: number, probability: number | Float32Array, out: Uint8Array): void;
}

/** A tensor of an input's statistics file, read where the method needs it. Reads are synchronous: they lie in its loops. */
export interface StatisticsTensor {
  readonly shape: readonly number[];
  readonly elements: number;
  /** Fills `out` with the elements from `start`. */
  read(start: number, out: Float32Array): void;
}

/** All that a method knows of a unit before it sees data. */
export interface Unit {
  /** The output tensor's name; empty for a whole model. */
  readonly name: string;
  readonly elements: number;
  /** `[elements]` for a whole model. */
  readonly shape: readonly number[];
  readonly hasBase: boolean;
  /** One per input, in the order of `Chunk.models`. */
  readonly perModel: readonly ResolvedParameters[];
  readonly shared: ResolvedParameters;
  readonly keep: KeepSource;
  /** One per input, for methods with `statistics`; undefined when any input has none for this tensor. */
  readonly statistics?: readonly StatisticsTensor[] | undefined;
  readonly backend: MergeBackend;
}

/** What can be known of a unit from headers. */
export type UnitOutline = Pick<Unit, 'name' | 'elements' | 'shape' | 'hasBase' | 'perModel' | 'shared'>;

/** A method: what a file is checked against (its declaration) and how it merges. */
export interface MergeMethod extends MethodDeclaration {
  /** The method's random stream is `<random>/model-<i>/<tensor>`; absent where nothing is drawn. */
  readonly random?: 'dare' | 'della';
  /** Statistics tensors are called `<statistics>/<tensor>`. */
  readonly statistics?: 'fisher' | 'gram';
  /** `tensor`, or `model` for what looks at the whole model flattened (pcb with scope model). */
  scope(shared: ResolvedParameters): 'tensor' | 'model';
  /** The granularity of a unit's merge: see `UnitMerge`. */
  granularity(unit: Pick<UnitOutline, 'shape' | 'shared'>): number;
  /** Elements whose arithmetic takes so long that a chunk should hold no more; absent where time doesn't matter. */
  longestChunk?(unit: Pick<UnitOutline, 'shape'>): number;
  /** What is wrong with a unit's parameters, known before any data is read; empty when nothing is. */
  check(unit: UnitOutline): readonly Problem[];
  /** Upper bound of the bytes of tables and scratch that `create` allocates for the unit, chunks not counted. */
  workingBytes(unit: UnitOutline): number;
  /** Starts a unit's merge. The unit passed `check`. */
  create(unit: Unit): UnitMerge;
}
