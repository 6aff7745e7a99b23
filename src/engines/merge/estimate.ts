import { bytesOf } from '../../ml/tensors/dtypes.js';
import { demandsOf, shareMemory, type MergeLimits } from './memory-budget.js';
import { machineSlowness } from './machine-speed.js';
import { plainBackend } from './plain-backend.js';
import type { PreparedMerge } from './prepare.js';
import { sourcesOf } from './resolution/planned-tensor.js';
import type { MergeUnit } from './resolution/merge-unit.js';

/** Rates of the machine of `docs/benchmarks.md`, where they come from: CPU seconds by thread, and what its disk does. */
const START_SECONDS = 0.5;
const SECONDS_PER_VALUE_READ = 2e-9;
const SECONDS_PER_VALUE_WRITTEN = 1e-9;
const READ_BYTES_PER_SECOND = 2e9;
const WRITE_BYTES_PER_SECOND = 5e8;

export interface MergeEstimate {
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly memoryBytes: number;
  readonly seconds: number;
}

/** What a prepared merge will read, write, hold and take. Only sizes are known, so passes are those of the largest unit. */
export function estimateMerge(merge: PreparedMerge, limits: MergeLimits): MergeEstimate {
  const { memoryBytes, workers } = shareMemory(demandsOf(merge.method, merge.units), limits);
  const passes = passesOf(merge);
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
  const work = valuesRead * SECONDS_PER_VALUE_READ + valuesWritten * SECONDS_PER_VALUE_WRITTEN;
  // Reading, computing and writing go on at once: what takes longest is waited for.
  const seconds =
    START_SECONDS * machineSlowness() +
    Math.max(
      (work * machineSlowness()) / Math.max(1, workers),
      readBytes / READ_BYTES_PER_SECOND,
      writeBytes / WRITE_BYTES_PER_SECOND,
    );
  return { readBytes, writeBytes, memoryBytes, seconds };
}

/** Passes over the inputs, the writing one included. */
function passesOf({ method, units }: PreparedMerge): number {
  const largest = units.reduce<MergeUnit | undefined>(
    (most, unit) => (most === undefined || unit.outline.elements > most.outline.elements ? unit : most),
    undefined,
  );
  if (largest === undefined) {
    return 1;
  }
  // A probe that never sees data: only the method knows how often it reads.
  const keep = { fill: () => undefined };
  return method.create({ ...largest.outline, keep, backend: plainBackend }).statisticsPasses + 1;
}
