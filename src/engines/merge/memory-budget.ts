import { bitsOf } from '../../ml/tensors/dtypes.js';
import type { MergedTensor } from './resolution/planned-tensor.js';

/** What the program takes before it merges anything: Node, the bundle, headers. Measured: 75 to 95 MB. */
export const RUNTIME_BYTES = 100e6;
/** Larger chunks don't make reading faster, and smaller ones cost calls. */
const MOST_ELEMENTS = 2 ** 20;
const LEAST_ELEMENTS = 2 ** 12;
/** Memory for chunks where the experiment sets no limit. */
const CHUNK_BYTES = 128e6;

/** What an element of statistics takes: as float32, and as it may be on the disk. */
export const STATISTICS_BYTES = 12;

/**
 * Bytes that one element of a chunk takes: every source as it is on the disk and as float32, and the result as both; its
 * statistics, where they are loaded with it.
 */
export function chunkBytesPerElement(tensor: Pick<MergedTensor, 'base' | 'inputs' | 'dtype' | 'statistics'>): number {
  const sources = tensor.base === undefined ? tensor.inputs : [tensor.base, ...tensor.inputs];
  const statistics = STATISTICS_BYTES * (tensor.statistics?.length ?? 0);
  return [...sources, tensor].reduce((sum, { dtype }) => sum + 4 + bitsOf(dtype) / 8, statistics);
}

/** Elements of a chunk within a limit of the whole program's memory; `workingBytes` are the method's own tables. */
export function chunkElements(bytesPerElement: number, workingBytes: number, limitBytes: number | undefined): number {
  const bytes = limitBytes === undefined ? CHUNK_BYTES : limitBytes - RUNTIME_BYTES - workingBytes;
  return Math.max(LEAST_ELEMENTS, Math.min(MOST_ELEMENTS, Math.floor(bytes / bytesPerElement)));
}
