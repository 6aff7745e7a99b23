import type { MergeBackend } from '../merge-backend.js';

/** Counters for the 16 high or low bits of a key. */
const BINS = 65536;
/** A 32-bit counter is emptied into a wider one before it could overflow. */
const SPILL_ELEMENTS = 2 ** 31;

/** Keys of finite numbers have high halves in this range (see kernels/histograms.ts): below are -Inf and NaN, above Inf and NaN. */
const FINITE_BINS = { magnitude: [0, 0xfeff], ordered: [0x0080, 0xff7f] } as const;

/** An exact order statistic. */
export interface OrderStatistic {
  readonly value: number;
  /** Finite elements with a smaller key, and those with exactly this key. */
  readonly below: number;
  readonly equal: number;
}

/**
 * Exact order statistics of a stream of float32 numbers that is read twice, in constant memory (256 KiB per table; one
 * for the first pass, one per distinct high half for the second). `magnitude` sorts by abs(value), `ordered` by value.
 *
 * NaN and Inf have no rank: ranks count the finite elements only, so that one broken number doesn't break a threshold.
 */
export class RadixSelection {
  readonly #kernels: MergeBackend['kernels'];
  #order: 'magnitude' | 'ordered';
  readonly #high: Table;
  readonly #low: Table[];
  #highs: readonly number[] = [];
  #ranks: readonly Rank[] = [];
  /** All finite elements of the stream; known after the first pass. */
  finite = 0;
  /** Elements that are NaN or infinite; known after the first pass. */
  nonFinite = 0;

  /** For at most `ranks` order statistics; `spillElements` is how many elements 32-bit counters take before they are emptied. */
  constructor(
    backend: MergeBackend,
    order: 'magnitude' | 'ordered',
    { ranks, spillElements = SPILL_ELEMENTS }: { readonly ranks: number; readonly spillElements?: number },
  ) {
    this.#kernels = backend.kernels;
    this.#order = order;
    this.#high = new Table(backend, spillElements);
    this.#low = Array.from({ length: ranks }, () => new Table(backend, spillElements));
  }

  /** Bytes of tables for at most `ranks` statistics of so many elements. */
  static bytes(ranks: number, elements: number): number {
    return (1 + ranks) * BINS * (elements > SPILL_ELEMENTS ? 4 + 8 : 4);
  }

  /** Empties the tables for another stream. */
  restart(order: 'magnitude' | 'ordered'): void {
    this.#order = order;
    this.#high.clear();
    for (const table of this.#low) {
      table.clear();
    }
  }

  /** First pass: counts the values. */
  countHigh(values: Float32Array): void {
    const counts = this.#high.countersFor(values.length);
    if (this.#order === 'magnitude') {
      this.#kernels.countMagnitudesHigh(counts, values);
    } else {
      this.#kernels.countOrderedHigh(counts, values);
    }
  }

  /** Between the passes: how many elements were finite. */
  endHigh(): void {
    const [first, last] = FINITE_BINS[this.#order];
    this.finite = 0;
    this.nonFinite = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const count = this.#high.count(bin);
      if (bin >= first && bin <= last) {
        this.finite += count;
      } else {
        this.nonFinite += count;
      }
    }
  }

  /** In which bin of the first pass a rank lies (0 = smallest; bounded to the finite elements). */
  binOf(wanted: number): Rank {
    const [first, last] = FINITE_BINS[this.#order];
    const rank = Math.max(0, Math.min(wanted, this.finite - 1));
    let below = 0;
    let bin: number = first;
    while (bin < last && below + this.#high.count(bin) <= rank) {
      below += this.#high.count(bin);
      bin++;
    }
    return { rank, below, bin };
  }

  /** Chooses the ranks (0 = smallest; bounded to the finite elements) whose values the second pass is to find. */
  choose(ranks: readonly number[]): void {
    const highs: number[] = [];
    this.#ranks = ranks.map((wanted) => {
      const rank = this.binOf(wanted);
      if (!highs.includes(rank.bin)) {
        highs.push(rank.bin);
      }
      return rank;
    });
    this.#highs = highs;
    if (this.#highs.length > this.#low.length) {
      throw new RangeError('more ranks than tables');
    }
  }

  /** What `choose` has decided, as plain data, for a selection elsewhere that makes a part of the second pass. */
  get choice(): RadixChoice {
    return { order: this.#order, highs: this.#highs, ranks: this.#ranks, finite: this.finite };
  }

  /** Gets ready for the second pass, or a part of it. */
  resume({ order, highs, ranks, finite }: RadixChoice): void {
    this.restart(order);
    this.#highs = highs;
    this.#ranks = ranks;
    this.finite = finite;
  }

  /** The counters of a pass. */
  counts(pass: 'high' | 'low'): readonly Uint32Array[] {
    return this.#tables(pass).map((table) => table.counters());
  }

  /** Adds the counters of a selection that made a part of the pass, of `elements` elements. */
  addCounts(pass: 'high' | 'low', counts: readonly Uint32Array[], elements: number): void {
    for (const [i, table] of this.#tables(pass).entries()) {
      table.add(counts[i] ?? new Uint32Array(BINS), elements);
    }
  }

  #tables(pass: 'high' | 'low'): readonly Table[] {
    return pass === 'high' ? [this.#high] : this.#low.slice(0, this.#highs.length);
  }

  /** Second pass over the same values. */
  countLow(values: Float32Array): void {
    for (const [i, high] of this.#highs.entries()) {
      const counts = this.#low[i]?.countersFor(values.length);
      if (counts !== undefined && this.#order === 'magnitude') {
        this.#kernels.countMagnitudesLow(counts, values, high);
      } else if (counts !== undefined) {
        this.#kernels.countOrderedLow(counts, values, high);
      }
    }
  }

  /** The statistics of the chosen ranks, in their order; value 0 where nothing was finite. */
  statistics(): readonly OrderStatistic[] {
    return this.#ranks.map(({ rank, below, bin }) => {
      const table = this.#low[this.#highs.indexOf(bin)];
      if (this.finite === 0 || table === undefined) {
        return { value: 0, below: 0, equal: 0 };
      }
      let smaller = below;
      let low = 0;
      while (low < BINS - 1 && smaller + table.count(low) <= rank) {
        smaller += table.count(low);
        low++;
      }
      return { value: this.#valueOf(bin, low), below: smaller, equal: table.count(low) };
    });
  }

  #valueOf(high: number, low: number): number {
    const key = ((high << 16) | low) >>> 0;
    const bits = this.#order === 'magnitude' ? key >>> 1 : key >= 0x80000000 ? key ^ 0x80000000 : ~key;
    return new Float32Array(Uint32Array.of(bits).buffer)[0] ?? 0;
  }
}

/** Plain data: which bins the second pass looks into, and for what. */
export interface RadixChoice {
  readonly order: 'magnitude' | 'ordered';
  readonly highs: readonly number[];
  readonly ranks: readonly Rank[];
  /** Finite elements of the stream. */
  readonly finite: number;
}

/** Where a rank lies. */
export interface Rank {
  readonly rank: number;
  /** Finite elements in the bins before. */
  readonly below: number;
  readonly bin: number;
}

/** 65,536 counters: 32 bits wide where the kernels count, 53 bits wide for streams past 2^31 elements. */
class Table {
  readonly #counters: Uint32Array;
  #wide: Float64Array | undefined;
  #sinceSpill = 0;

  constructor(
    backend: MergeBackend,
    readonly spillElements: number,
  ) {
    this.#counters = backend.memory.uint32(BINS);
  }

  /** The counters, with room for `elements` more. */
  countersFor(elements: number): Uint32Array {
    if (this.#sinceSpill + elements > this.spillElements) {
      this.#wide ??= new Float64Array(BINS);
      for (let bin = 0; bin < BINS; bin++) {
        this.#wide[bin] = (this.#wide[bin] ?? 0) + (this.#counters[bin] ?? 0);
      }
      this.#counters.fill(0);
      this.#sinceSpill = 0;
    }
    this.#sinceSpill += elements;
    return this.#counters;
  }

  /** A copy of the counters, of a stream that is short enough for them. */
  counters(): Uint32Array {
    if (this.#wide !== undefined) {
      throw new RangeError('too many elements for counters of 32 bits');
    }
    return this.#counters.slice();
  }

  /** Adds the counters of another table, of so many elements. */
  add(other: Uint32Array, elements: number): void {
    const counters = this.countersFor(elements);
    for (const [bin, count] of other.entries()) {
      counters[bin] = (counters[bin] ?? 0) + count;
    }
  }

  clear(): void {
    this.#counters.fill(0);
    this.#wide = undefined;
    this.#sinceSpill = 0;
  }

  count(bin: number): number {
    return (this.#counters[bin] ?? 0) + (this.#wide?.[bin] ?? 0);
  }
}
