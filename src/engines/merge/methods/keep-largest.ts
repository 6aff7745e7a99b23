import type { Unit } from '../tensor-merge.js';
import { NearSelection } from './near-selection.js';
import { RadixSelection, type OrderStatistic } from './radix-selection.js';
import type { Thinning, ThinningSample } from './thinning.js';

/** Below so many elements a sample costs more than the pass that it saves. */
const LEAST_ELEMENTS = 2 ** 18;
/** The sample is one of so many elements, but no fewer than the least and no more than the most. */
const SAMPLED_SHARE = 32;
const LEAST_SAMPLE = 2 ** 16;
const MOST_SAMPLE = 2 ** 20;
/** How far the sample's rank may be off: standard deviations of independent draws, and a part of all for rows that aren't alike. */
const DEVIATIONS = 4;
const UNLIKE = 0.001;

/** Bytes of what a known count needs beside `RadixSelection.bytes(1)` to choose from a sample. */
export function sampledBytes(elements: number): number {
  return elements < LEAST_ELEMENTS ? 0 : NearSelection.bytes;
}

/**
 * Keeps exactly so many elements of largest magnitude, of equal ones those of lower position first. bf16 deltas are
 * quantised: keeping every tie of the threshold would keep a sixth more, or a whole norm vector. Infinite elements are
 * the largest; NaN is kept besides, so that it shows.
 *
 * Takes two passes; a count that is known from the start takes one in a large unit, as a rule: a sample tells about where
 * the threshold lies, and one pass over all elements counts those near it (Floyd and Rivest, 1975). Where it doesn't lie
 * there after all, the two passes follow.
 */
export class KeepLargest implements Thinning {
  readonly granularity = 1;
  readonly sampling: ThinningSample | undefined;
  readonly #unit: Unit;
  readonly #countOf: () => number;
  readonly #selection: RadixSelection;
  readonly #near: NearSelection | undefined;
  #missed = false;
  #threshold = Infinity;
  #ties = 0;
  #tiesLeft = 0;

  /** `count`: how many are kept; a function is asked after the first pass. */
  constructor(unit: Unit, count: number | (() => number)) {
    this.#unit = unit;
    this.#countOf = typeof count === 'number' ? () => count : count;
    this.#selection = new RadixSelection(unit.backend, 'magnitude', { ranks: 1 });
    if (typeof count === 'number' && unit.elements >= LEAST_ELEMENTS) {
      this.#near = new NearSelection(unit.backend);
      const elements = Math.min(MOST_SAMPLE, Math.max(LEAST_SAMPLE, Math.ceil(unit.elements / SAMPLED_SHARE)));
      this.sampling = {
        elements,
        sample: (delta) => {
          this.#selection.countHigh(delta);
        },
        end: () => {
          this.#aim(count / unit.elements);
        },
      };
    }
  }

  get passes(): number {
    return this.#near === undefined ? 2 : this.#missed ? 3 : 1;
  }

  observe(pass: number, delta: Float32Array): void {
    if (this.#near !== undefined && !this.#missed) {
      this.#near.count(delta);
    } else if (this.#isFirst(pass)) {
      this.#selection.countHigh(delta);
    } else {
      this.#selection.countLow(delta);
    }
  }

  endPass(pass: number): void {
    const selection = this.#selection;
    if (this.#near !== undefined && !this.#missed) {
      this.#missed = !this.#decide(this.#near, (rank) => this.#near?.statistic(rank));
    } else if (this.#isFirst(pass)) {
      selection.endHigh();
      selection.choose([selection.finite + selection.nonFinite - this.#countOf()]);
    } else {
      this.#decide(selection, () => selection.statistics()[0]);
    }
  }

  restart(): void {
    this.#tiesLeft = this.#ties;
  }

  thin(out: Float32Array, delta: Float32Array): void {
    this.#tiesLeft -= this.#unit.backend.kernels.keepLargest(out, delta, this.#threshold, this.#tiesLeft);
  }

  /** Whether a pass is the first of the two that find the threshold wherever it lies. */
  #isFirst(pass: number): boolean {
    return pass === (this.#missed ? 1 : 0);
  }

  /** Says where the threshold of so large a share lies, by the sample. */
  #aim(share: number): void {
    const selection = this.#selection;
    selection.endHigh();
    const { finite, nonFinite } = selection;
    const rank = finite + nonFinite - share * (finite + nonFinite);
    const margin = DEVIATIONS * Math.sqrt(finite * share * (1 - share)) + UNLIKE * finite;
    // Bins hold the 16 high bits of the magnitude's 31.
    const [low, high] = [rank - margin, rank + margin].map((wanted) => selection.binOf(wanted).bin);
    this.#near?.aim((low ?? 0) << 15, ((high ?? 0) << 15) | 0x7fff);
    selection.restart('magnitude');
  }

  /** Takes the statistic of the smallest that is kept as the threshold; false where there is none. */
  #decide(
    { finite, nonFinite }: Pick<RadixSelection, 'finite' | 'nonFinite'>,
    statistic: (rank: number) => OrderStatistic | undefined,
  ): boolean {
    const count = this.#countOf();
    if (count <= nonFinite) {
      this.#threshold = Infinity;
      this.#ties = count;
      return true;
    }
    const smallestKept = statistic(finite + nonFinite - count);
    if (smallestKept === undefined) {
      return false;
    }
    this.#threshold = smallestKept.value;
    this.#ties = count - nonFinite - (finite - smallestKept.below - smallestKept.equal);
    return true;
  }
}
