import type { InputFiles } from './input-files.js';
import type { StatisticsSource } from './resolution/planned-tensor.js';
import type { StatisticsTensor } from './tensor-merge.js';

/**
 * A tensor of statistics of which a part is in memory. Methods read in their loops and can't wait for the disk, so the
 * driver loads what goes with each chunk (statistics of each element), or all of it (a matrix of a layer's inputs).
 */
export class StatisticsWindow implements StatisticsTensor {
  readonly shape: readonly number[];
  readonly elements: number;
  private values = new Float32Array(0);
  private raw = new Uint8Array(0);
  private start = 0;
  private length = 0;

  constructor(
    private readonly source: StatisticsSource,
    private readonly inputs: InputFiles,
  ) {
    this.shape = source.shape;
    this.elements = source.elements;
  }

  /** Loads the elements from `start` on. */
  async load(start: number, length: number): Promise<void> {
    if (this.values.length < length) {
      this.values = new Float32Array(length);
      this.raw = new Uint8Array(length * 8);
    }
    this.length = 0;
    await this.inputs.readFloats(this.source, start, { raw: this.raw, out: this.values.subarray(0, length) });
    this.start = start;
    this.length = length;
  }

  read(start: number, out: Float32Array): void {
    const offset = start - this.start;
    if (offset < 0 || offset + out.length > this.length) {
      throw new RangeError('these statistics are not loaded');
    }
    out.set(this.values.subarray(offset, offset + out.length));
  }
}
