import { setImmediate } from 'node:timers/promises';
import type { FileWriter } from '../../base/ports.js';
import { bytesOf } from '../../ml/tensors/dtypes.js';
import { BalanceSums } from './balance-sums.js';
import { blockLength } from './block-length.js';
import type { ChunkBuffers } from './chunk-buffers.js';
import type { InputFiles } from './input-files.js';
import { leastInfinite } from './least-infinite.js';
import type { MergeBackend } from './merge-backend.js';
import type { ObserveOptions, OnElements, TensorOutcome } from './merge-executor.js';
import type { MergeUnit } from './resolution/merge-unit.js';
import { sourcesOf, type MergedTensor, type PlannedTensor } from './resolution/planned-tensor.js';
import type { StatisticsWindow } from './statistics-window.js';
import type { Chunk, UnitMerge } from './tensor-merge.js';

type Merged = PlannedTensor & MergedTensor;

export interface UnitRunOptions {
  readonly backend: MergeBackend;
  readonly inputs: InputFiles;
  readonly buffers: ChunkBuffers;
  /** Statistics of each element of the inputs, loaded with every chunk. */
  readonly windows: readonly StatisticsWindow[];
  readonly signal: AbortSignal;
  readonly onElements: OnElements;
  /** Elements of a chunk; a whole multiple of what the method needs at once. */
  readonly chunkElements: number;
  /** Where the first of the tensors stands in the unit: 0, but for a part of a whole model. */
  readonly start?: number;
  /** Reads and writes don't leave the thread. */
  readonly inThread?: boolean;
  /** Tensors of the whole merge, by which the picture's blocks are measured. */
  readonly tensors: number;
}

/** Elements of a piece of a sample: one read of the disk. */
const SAMPLED_PIECE = 2 ** 12;
/** Elements after which progress is told. */
const TOLD_ELEMENTS = 2 ** 20;
/** The longest that a request to stop waits for the arithmetic, but for the time of one chunk. */
const BREATH_MS = 20;

/** Leads one unit through its passes, chunk by chunk: read, decode, hand over; at last encode and write. */
export class UnitRun {
  private readonly chunkElements: number;
  private readonly starts: readonly number[];
  /** The part of all passes that is done, where this run makes them all. */
  private told = 0;
  private breathed = 0;

  constructor(
    private readonly unit: MergeUnit,
    private readonly merge: UnitMerge,
    private readonly options: UnitRunOptions,
  ) {
    this.chunkElements = options.chunkElements;
    let start = options.start ?? 0;
    this.starts = unit.tensors.map(({ elements }) => {
      start += elements;
      return start - elements;
    });
  }

  /** The part of all passes that the statistics passes are. */
  get observedPart(): number {
    return this.merge.statisticsPasses / (this.merge.statisticsPasses + 1);
  }

  /** All statistics passes; where the merge shares them, `options` may leave out the first and be told of each. */
  async observe(options?: ObserveOptions): Promise<void> {
    const { shared } = this.merge;
    const from = shared === undefined ? undefined : options?.from;
    if (from === undefined) {
      await this.sample();
    } else {
      shared?.resume(from.decided);
      this.told = from.part;
    }
    for (let pass = from?.passes ?? 0; pass < this.merge.statisticsPasses; pass++) {
      await this.observePass(pass);
      this.told += this.shareOf(pass);
      this.merge.endPass(pass);
      if (shared !== undefined) {
        await options?.onPass({ passes: pass + 1, part: this.told, decided: shared.decided() });
      }
    }
  }

  /** Shows the merge pieces from all over the unit, where it asks for a sample before the first pass. */
  private async sample(): Promise<void> {
    const { sampling } = this.merge;
    const [tensor] = this.unit.tensors;
    if (sampling === undefined || tensor === undefined || this.unit.tensors.length > 1) {
      return;
    }
    const length = Math.min(SAMPLED_PIECE, this.chunkElements, tensor.elements);
    const pieces = Math.max(1, Math.floor(sampling.elements / length));
    for (let piece = 0; piece < pieces; piece++) {
      const start = Math.floor((piece * (tensor.elements - length)) / Math.max(1, pieces - 1));
      const { base, models } = await this.fill(tensor, start, length);
      sampling.sample({ start, length, base, models });
    }
    sampling.end();
  }

  /** One statistics pass over the tensors; what follows from it is another's business. */
  async observePass(pass: number): Promise<void> {
    for (const [index, tensor] of this.unit.tensors.entries()) {
      for await (const chunk of this.chunks(tensor, this.starts[index] ?? 0, pass)) {
        this.merge.observe(pass, chunk);
      }
    }
  }

  /** Merges one of the unit's tensors and writes it from `position` on; tensors come in their order. */
  async write(index: number, file: FileWriter, position: number): Promise<TensorOutcome> {
    const tensor = this.unit.tensors[index];
    if (tensor === undefined) {
      throw new RangeError(`the unit has no tensor ${String(index)}`);
    }
    const { granularity } = this.merge;
    const blockElements = blockLength(tensor, { granularity, tensors: this.options.tensors });
    const blocks: BalanceSums[] = [];
    const counts = new Float64Array(2);
    const limit = leastInfinite(tensor.dtype);
    const first = this.starts[index] ?? 0;
    const { buffers, backend, inThread } = this.options;
    for await (const chunk of this.chunks(tensor, first, this.merge.statisticsPasses)) {
      const out = buffers.out(chunk.length);
      const start = chunk.start - first;
      for (let offset = 0; offset < chunk.length; ) {
        const block = Math.floor((start + offset) / blockElements);
        const end = Math.min((block + 1) * blockElements - start, chunk.length);
        const sums = (blocks[block] ??= new BalanceSums(tensor.inputs.length));
        this.merge.write(partOf(chunk, offset, end), out.subarray(offset, end), sums);
        offset = end;
      }
      backend.kernels.countNonFinite(out, limit, counts);
      const bytes = buffers.outBytes(bytesOf(tensor.dtype, chunk.length));
      backend.encode(out, tensor.dtype, bytes);
      if (inThread === true) {
        file.writeSync(bytes, position + bytesOf(tensor.dtype, start));
      } else {
        await file.write(bytes, position + bytesOf(tensor.dtype, start));
      }
    }
    const [nan = 0, infinite = 0] = counts;
    return { tensor, nan, infinite, blocks, blockElements };
  }

  /** A tensor's chunks, in order; each is good until the next is asked for. */
  private async *chunks(tensor: Merged, first: number, pass: number): AsyncGenerator<Chunk> {
    const share = this.shareOf(pass);
    let untold = 0;
    for (let start = 0; start < tensor.elements; start += this.chunkElements) {
      await this.breathe();
      this.options.signal.throwIfAborted();
      const length = Math.min(this.chunkElements, tensor.elements - start);
      await Promise.all(this.options.windows.map((window) => window.load(start, length)));
      const { base, models } = await this.fill(tensor, start, length);
      yield { start: first + start, length, base, models };
      untold += length;
      if (untold >= TOLD_ELEMENTS) {
        this.options.onElements(untold * share);
        untold = 0;
      }
    }
    this.options.onElements(untold * share);
  }

  /** The part of all passes that one is: of what is left each gets the same, for how many come may turn out on the way. */
  private shareOf(pass: number): number {
    const { statisticsPasses } = this.merge;
    return (1 - this.told) / (statisticsPasses + 1 - (this.told > 0 ? pass : 0));
  }

  /** Reads that the system answers at once would keep a request to stop waiting. */
  private async breathe(): Promise<void> {
    if (performance.now() - this.breathed >= BREATH_MS) {
      await setImmediate();
      this.breathed = performance.now();
    }
  }

  /** Reads a chunk of all inputs at once, for the disk's sake. */
  private async fill(tensor: Merged, start: number, length: number): Promise<Pick<Chunk, 'base' | 'models'>> {
    const { buffers, inputs, backend } = this.options;
    const { decode } = backend;
    const filled = await Promise.all(
      sourcesOf(tensor).map(async (source, i) => {
        const out = buffers.floats(i, length);
        await inputs.readFloats(source, start, { raw: buffers.raw(i, bytesOf(source.dtype, length)), out, decode });
        return out;
      }),
    );
    return tensor.base === undefined
      ? { base: undefined, models: filled }
      : { base: filled[0], models: filled.slice(1) };
  }
}

function partOf(chunk: Chunk, begin: number, end: number): Chunk {
  if (begin === 0 && end === chunk.length) {
    return chunk;
  }
  return {
    start: chunk.start + begin,
    length: end - begin,
    base: chunk.base?.subarray(begin, end),
    models: chunk.models.map((values) => values.subarray(begin, end)),
  };
}
