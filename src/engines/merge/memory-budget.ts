import { bitsOf } from '../../ml/tensors/dtypes.js';
import { adapterBytes } from './adapters/adapter-source.js';
import type { MergeUnit } from './resolution/merge-unit.js';
import { sourcesOf, type MergedTensor, type PlannedTensor } from './resolution/planned-tensor.js';
import type { MergeMethod } from './tensor-merge.js';

/** What the program takes beside its threads and their chunks, what awaits collection included. Measured: 145 to 190 MB at the peak. */
export const RUNTIME_BYTES = 190e6;
/** What a thread of the pool takes beside its chunks. Measured: 40 to 55 MB at the peak. */
export const THREAD_BYTES = 55e6;
/** Larger chunks don't make reading faster and leave the processor's cache, and smaller ones cost calls. */
const MOST_ELEMENTS = 2 ** 16;
const LEAST_ELEMENTS = 2 ** 12;
/** Rather fewer workers than chunks smaller than this. */
const GOOD_ELEMENTS = 2 ** 14;
/** Memory for the chunks of all workers where the experiment sets no limit. */
const CHUNK_BYTES = 128e6;
/** What an element of statistics takes: as float32, and as it may be on the disk. */
const STATISTICS_BYTES = 12;
/** Merges of fewer elements are done in one thread, before others would have started. */
const POOL_ELEMENTS = 2 ** 22;

/** What a merge needs in memory, whatever is done at once. */
export interface MergeDemands {
  /** Tables of the method, statistics and adapters of the unit that needs most. */
  readonly fixedBytes: number;
  /** Bytes of a chunk for each of its elements. */
  readonly bytesPerElement: number;
  /** Chunks hold whole multiples of up to so many elements. */
  readonly granularity: number;
  /** Elements of the largest tensor: longer chunks are never needed. */
  readonly largestTensor: number;
  /** Elements of all tensors. */
  readonly elements: number;
  /** A few elements are work enough for several workers. */
  readonly isHeavy: boolean;
}

/** Limits within which a merge is done. */
export interface MergeLimits {
  readonly workers: number;
  /** Most memory of the whole program; undefined for no limit. */
  readonly limitBytes: number | undefined;
  /** Merges of fewer elements are done in the run's own thread. */
  readonly poolElements?: number;
}

/** How a merge is divided among threads, and what that takes. */
export interface MemoryShare {
  /** Threads beside the run's own; 0: the run's own does the work. */
  readonly workers: number;
  /** Elements of a chunk, before it is fitted to a unit's granularity. */
  readonly chunkElements: number;
  /** What a worker's chunks and tables take at most. */
  readonly workerBytes: number;
  /** What the whole program takes at most. */
  readonly memoryBytes: number;
}

/** What the units of a merge need. */
export function demandsOf(method: MergeMethod, units: readonly MergeUnit[]): MergeDemands {
  const most = (of: (unit: MergeUnit) => number): number => units.reduce((found, unit) => Math.max(found, of(unit)), 0);
  const mostOfTensors = (of: (tensor: PlannedTensor & MergedTensor) => number): number =>
    most(({ tensors }) => tensors.reduce((found, tensor) => Math.max(found, of(tensor)), 0));
  return {
    fixedBytes: most((unit) => method.workingBytes(unit.outline) + loadedBytes(method, unit)),
    bytesPerElement: mostOfTensors(chunkBytesPerElement),
    granularity: most(({ outline }) => method.granularity(outline)),
    largestTensor: mostOfTensors(({ elements }) => elements),
    elements: units.reduce((sum, { outline }) => sum + outline.elements, 0),
    isHeavy: method.longestChunk !== undefined,
  };
}

/** Divides what memory there is among as many workers as make sense. */
export function shareMemory(
  demands: MergeDemands,
  { workers, limitBytes, poolElements = POOL_ELEMENTS }: MergeLimits,
): MemoryShare {
  const most = demands.elements < poolElements && !demands.isHeavy ? 0 : workers;
  for (let count = most; count > 1; count--) {
    const share = shareAmong(count, demands, limitBytes);
    if (share.chunkElements >= Math.min(GOOD_ELEMENTS, demands.largestTensor) && isWithin(share, limitBytes)) {
      return share;
    }
  }
  return shareAmong(Math.min(most, 1), demands, limitBytes);
}

function isWithin({ memoryBytes }: MemoryShare, limitBytes: number | undefined): boolean {
  return limitBytes === undefined || memoryBytes <= limitBytes;
}

function shareAmong(workers: number, demands: MergeDemands, limitBytes: number | undefined): MemoryShare {
  const { fixedBytes, bytesPerElement, granularity, largestTensor } = demands;
  const hands = Math.max(1, workers);
  const program = RUNTIME_BYTES + workers * THREAD_BYTES;
  const bytes = limitBytes === undefined ? CHUNK_BYTES / hands : (limitBytes - program) / hands - fixedBytes;
  const fitting = Math.floor(bytes / Math.max(1, bytesPerElement));
  const chunkElements = Math.max(LEAST_ELEMENTS, Math.min(MOST_ELEMENTS, fitting));
  const held = Math.min(Math.max(chunkElements, granularity), Math.max(1, largestTensor));
  const workerBytes = fixedBytes + held * bytesPerElement;
  return { workers, chunkElements, workerBytes, memoryBytes: program + hands * workerBytes };
}

/**
 * Bytes that one element of a chunk takes: every source as it is on the disk and as float32, and the result as both; its
 * statistics, where they are loaded with it.
 */
function chunkBytesPerElement(tensor: Pick<MergedTensor, 'base' | 'inputs' | 'dtype' | 'statistics'>): number {
  const sources = tensor.base === undefined ? tensor.inputs : [tensor.base, ...tensor.inputs];
  const statistics = STATISTICS_BYTES * (tensor.statistics?.length ?? 0);
  return [...sources, tensor].reduce((sum, { dtype }) => sum + 4 + bitsOf(dtype) / 8, statistics);
}

/** What is loaded of a unit besides its chunks: matrices of statistics, and of adapters. */
function loadedBytes({ statistics }: MergeMethod, { tensors }: MergeUnit): number {
  return tensors.reduce((most, tensor) => {
    const matrices = statistics === 'gram' ? (tensor.statistics ?? []) : [];
    const elements = matrices.reduce((sum, matrix) => sum + matrix.elements, 0);
    const adapters = sourcesOf(tensor).map(({ adapter }) => (adapter === undefined ? 0 : adapterBytes(adapter)));
    return Math.max(most, elements * STATISTICS_BYTES + adapters.length * Math.max(0, ...adapters));
  }, 0);
}
