import { bytesOf } from '../../ml/tensors/dtypes.js';
import { adapterBytes } from './adapters/adapter-source.js';
import { chunkBytesPerElement, chunkElements, RUNTIME_BYTES, STATISTICS_BYTES } from './memory-budget.js';
import { plainBackend } from './plain-backend.js';
import type { PreparedMerge } from './prepare.js';
import { sourcesOf } from './resolution/planned-tensor.js';
import type { MergeUnit } from './resolution/merge-unit.js';

/** Rates of an ordinary machine; `docs/benchmarks.md` tells how they were measured. */
const READ_BYTES_PER_SECOND = 1e9;
const WRITE_BYTES_PER_SECOND = 5e8;
const SECONDS_PER_VALUE_READ = 8e-9;
const SECONDS_PER_VALUE_WRITTEN = 30e-9;

export interface MergeEstimate {
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly memoryBytes: number;
  readonly seconds: number;
}

/** What a prepared merge will read, write, hold and take. Only sizes are known, so passes and tables are those of the largest unit. */
export function estimateMerge(merge: PreparedMerge, limitBytes: number | undefined): MergeEstimate {
  const largest = merge.units.reduce<MergeUnit | undefined>(
    (most, unit) => (most === undefined || unit.outline.elements > most.outline.elements ? unit : most),
    undefined,
  );
  const { passes, memoryBytes } = largest === undefined ? NOTHING : demandsOf(merge, largest, limitBytes);
  let readBytes = 0;
  let valuesRead = 0;
  for (const tensor of merge.tensors) {
    const times = tensor.type === 'merge' ? passes : 1;
    const statistics = tensor.type === 'merge' ? (tensor.statistics ?? []) : [];
    for (const { dtype, elements } of statistics) {
      readBytes += bytesOf(dtype, elements);
    }
    for (const { dtype } of sourcesOf(tensor)) {
      readBytes += times * bytesOf(dtype, tensor.elements);
      valuesRead += times * tensor.elements;
    }
  }
  const writeBytes = merge.layout.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const valuesWritten = merge.tensors.reduce((sum, { elements }) => sum + elements, 0);
  const seconds =
    readBytes / READ_BYTES_PER_SECOND +
    writeBytes / WRITE_BYTES_PER_SECOND +
    valuesRead * SECONDS_PER_VALUE_READ +
    valuesWritten * SECONDS_PER_VALUE_WRITTEN;
  return { readBytes, writeBytes, memoryBytes, seconds };
}

const NOTHING = { passes: 1, memoryBytes: RUNTIME_BYTES };

/** The largest matrices of statistics that are held at once. */
function matrixBytes({ method, tensors }: PreparedMerge): number {
  if (method.statistics !== 'gram') {
    return 0;
  }
  const sizes = tensors.map((tensor) =>
    ((tensor.type === 'merge' ? tensor.statistics : undefined) ?? []).reduce((sum, { elements }) => sum + elements, 0),
  );
  return STATISTICS_BYTES * sizes.reduce((most, size) => Math.max(most, size), 0);
}

/** The largest matrices of adapters that one tensor's inputs need at once. */
function adapterTableBytes({ tensors }: PreparedMerge): number {
  return tensors.reduce((most, tensor) => {
    const bytes = sourcesOf(tensor).map(({ adapter }) => (adapter === undefined ? 0 : adapterBytes(adapter)));
    return Math.max(most, bytes.length * Math.max(0, ...bytes));
  }, 0);
}

function demandsOf(
  merge: PreparedMerge,
  unit: MergeUnit,
  limitBytes: number | undefined,
): { readonly passes: number; readonly memoryBytes: number } {
  const { method } = merge;
  const workingBytes = method.workingBytes(unit.outline) + matrixBytes(merge) + adapterTableBytes(merge);
  const perElement = Math.max(...unit.tensors.map(chunkBytesPerElement));
  // A probe that never sees data: only the method knows how often it reads, and in what pieces.
  const probe = method.create({ ...unit.outline, keep: { fill: () => undefined }, backend: plainBackend });
  const chunk = Math.max(chunkElements(perElement, workingBytes, limitBytes), probe.granularity);
  const largest = unit.tensors.reduce((most, tensor) => Math.max(most, tensor.elements), 0);
  return {
    passes: probe.statisticsPasses + 1,
    memoryBytes: RUNTIME_BYTES + workingBytes + Math.min(chunk, largest) * perElement,
  };
}
