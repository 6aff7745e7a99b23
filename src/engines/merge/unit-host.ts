import { ChunkBuffers } from './chunk-buffers.js';
import type { InputFiles } from './input-files.js';
import type { MergeBackend } from './merge-backend.js';
import type { OnElements } from './merge-executor.js';
import type { MergeUnit } from './resolution/merge-unit.js';
import { sourcesOf } from './resolution/planned-tensor.js';
import { StatisticsWindow } from './statistics-window.js';
import type { KeepSource, MergeMethod, UnitMerge } from './tensor-merge.js';
import { UnitRun } from './unit-run.js';

/** What goes for a unit's merge; may differ from unit to unit. */
export interface HostedUnit {
  readonly method: MergeMethod;
  readonly unit: MergeUnit;
  readonly keep: KeepSource;
  readonly signal: AbortSignal;
  readonly onElements: OnElements;
  /** Elements of a chunk, before it is fitted to the unit's granularity. */
  readonly chunkElements: number;
  /** Tensors of the whole merge. */
  readonly tensors: number;
  /** Where the first of the tensors stands in the unit, where they are a part of it. */
  readonly start?: number;
}

/** Merges one unit after the other on one backend, in the same memory. */
export class UnitHost {
  private readonly empty: number;
  private filled: number;
  private buffers: ChunkBuffers;

  constructor(
    private readonly backend: MergeBackend,
    private readonly inputs: InputFiles,
    private readonly options: { readonly inThread?: boolean } = {},
  ) {
    this.empty = backend.memory.mark();
    this.filled = this.empty;
    this.buffers = new ChunkBuffers(backend.memory);
  }

  /** Begins a unit's merge; what was begun before must be done with. */
  async begin(hosted: HostedUnit): Promise<{ readonly merge: UnitMerge; readonly run: UnitRun }> {
    const { method, unit, keep } = hosted;
    const { backend, inputs } = this;
    const chunkElements = fitted(hosted);
    this.makeRoom(unit, chunkElements);
    const adapters = unit.tensors.map(
      (tensor) => sourcesOf(tensor).filter(({ adapter }) => adapter !== undefined).length,
    );
    inputs.keepAdapters(Math.max(...adapters));
    const windows = await this.loadStatistics(method, unit);
    const statistics = windows.length > 0 ? windows : undefined;
    const merge = method.create({ ...unit.outline, keep, backend, statistics });
    const run = new UnitRun(unit, merge, {
      ...hosted,
      ...this.options,
      backend,
      inputs,
      buffers: this.buffers,
      windows: method.statistics === 'fisher' ? windows : [],
      chunkElements,
    });
    return { merge, run };
  }

  /** Frees the last unit's memory, and makes the chunks' longer where it doesn't suffice. */
  private makeRoom({ tensors }: MergeUnit, chunkElements: number): void {
    const { memory } = this.backend;
    if (this.buffers.suffices(tensors, chunkElements)) {
      memory.release(this.filled);
      return;
    }
    memory.release(this.empty);
    this.buffers = new ChunkBuffers(memory);
    this.buffers.reserve(tensors, chunkElements);
    this.filled = memory.mark();
  }

  /** The statistics of a unit's inputs; those of a layer's inputs as a whole, those of each element chunk by chunk later. */
  private async loadStatistics(method: MergeMethod, { tensors }: MergeUnit): Promise<readonly StatisticsWindow[]> {
    const windows = (tensors[0]?.statistics ?? []).map((source) => new StatisticsWindow(source, this.inputs));
    if (method.statistics === 'gram') {
      await Promise.all(windows.map((window) => window.load(0, window.elements)));
    }
    return windows;
  }
}

/** Whole multiples of what the method needs at once, and no more than the largest tensor. */
function fitted({ method, unit, chunkElements }: HostedUnit): number {
  const granularity = method.granularity(unit.outline);
  const longest = Math.min(chunkElements, method.longestChunk?.(unit.outline) ?? chunkElements);
  const largest = unit.tensors.reduce((most, { elements }) => Math.max(most, elements), 1);
  return Math.min(Math.max(1, Math.floor(longest / granularity)) * granularity, largest);
}
