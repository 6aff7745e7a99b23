import type { Problem } from '../../base/errors.js';
import type { BalanceSums } from './balance-sums.js';
import type { MergeBackend } from './merge-backend.js';

/**
 * The seam between the methods of merging and what drives them.
 *
 * A *unit* is what a method looks at as a whole: one tensor, or (scope `model`) all float tensors one after the other in
 * key order. The driver reads a unit's inputs in chunks of ascending position, once per statistics pass, and once more to
 * write. A method keeps tables of fixed size only, so memory doesn't grow with the unit. The result must not depend on
 * where the chunks are cut, to the bit.
 */

/** Consecutive elements of a unit as float32. `base` is there when the method subtracts one (see `BaseRole`). */
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
  /** Passes over the inputs before the writing one. */
  readonly statisticsPasses: number;
  observe(pass: number, chunk: Chunk): void;
  endPass(pass: number): void;
  /**
   * Writes `chunk.length` merged values into `out` and adds to the sums of each task. To get sums per block, cut the
   * chunks of this pass at the blocks' borders (where the granularity allows) and hand each block sums of its own.
   */
  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void;
}

/**
 * What `base_model` is to a method (spec section 2, "Base").
 * - `required`: needed and subtracted; an entry of `models` equal to it is the base, not an input, and needs no parameters.
 * - `required-input`: needed and subtracted; an entry equal to it is an input like any other (pcb).
 * - `optional`: subtracted and added back where it is given (multislerp, nuslerp); an entry equal to it is the base.
 * - `input`: one more input where it is given and not listed (linear, karcher); nothing is subtracted.
 * - `first-input`: is, or is added as, one of the inputs, and comes first (slerp: t = 0); nothing is subtracted.
 * - `none`: plays no part.
 */
export type BaseRole = 'required' | 'required-input' | 'optional' | 'input' | 'first-input' | 'none';

export type ParameterValue = number | boolean | string | readonly number[] | readonly string[];

/** The values of one input's (or the unit's shared) parameters, defaults filled in; absent only where optional. */
export type ResolvedParameters = Readonly<Record<string, ParameterValue | undefined>>;

/** A parameter of a method. Without `default` and `optional` it is required. */
export type ParameterDeclaration = {
  readonly name: string;
  readonly optional?: true;
  /** Only at the top level of the file, never per layer, slice or filter (pcb). */
  readonly topLevel?: true;
} & (
  | { readonly type: 'number'; readonly default?: number; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'integer'; readonly default?: number; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'boolean'; readonly default?: boolean }
  | { readonly type: 'choice'; readonly default?: string; readonly choices: readonly string[] }
  /** One number per entry of `models`. */
  | { readonly type: 'numbers-per-model' }
  /** Names of output tensors. */
  | { readonly type: 'tensor-names' }
  /** A safetensors file of statistics. */
  | { readonly type: 'statistics-file' }
);

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

export interface MergeMethod {
  readonly name: string;
  readonly base: BaseRole;
  /** How many inputs, the base not counted (`first-input`: counted). */
  readonly inputs: { readonly minimum: number; readonly maximum?: number };
  readonly perModel: readonly ParameterDeclaration[];
  readonly shared: readonly ParameterDeclaration[];
  /** The method's random stream is `<random>/model-<i>/<tensor>`; absent where nothing is drawn. */
  readonly random?: 'dare' | 'della';
  /** Statistics tensors are called `<statistics>/<tensor>`. */
  readonly statistics?: 'fisher' | 'gram';
  /** `tensor`, or `model` for what looks at the whole model flattened (pcb with scope model). */
  scope(shared: ResolvedParameters): 'tensor' | 'model';
  /** What is wrong with a unit's parameters, known before any data is read; empty when nothing is. */
  check(unit: UnitOutline): readonly Problem[];
  /** Upper bound of the bytes of tables and scratch that `create` allocates for the unit, chunks not counted. */
  workingBytes(unit: UnitOutline): number;
  /** Starts a unit's merge. The unit passed `check`. */
  create(unit: Unit): UnitMerge;
}
