import type { Files, ModelHub } from '../../../base/ports.js';
import { bytesOf, type FloatDtype } from '../../../ml/tensors/dtypes.js';
import { RUNTIME_BYTES } from '../memory-budget.js';
import { openModels } from '../resolution/open-models.js';
import type { OpenedModel } from '../resolution/opened-model.js';
import { filesOf, sourceOf } from '../resolution/planned-tensor.js';
import type { ProblemList } from '../resolution/problem-list.js';
import type { ExtractSpec } from '../spec/extract-schema.js';
import { blockRowsOf } from './difference-matrix.js';
import { sortTensors, type LoraPair, type SortedTensors } from './sort-tensors.js';

/** An extraction that is known down to the last tensor, from headers alone. */
export interface PreparedExtraction {
  readonly spec: ExtractSpec;
  /** By reference, without those that couldn't be opened. */
  readonly models: ReadonlyMap<string, OpenedModel>;
  readonly tensors: SortedTensors;
  /** The largest rank of a module. */
  readonly rank: number;
  readonly dtype: FloatDtype;
  /** Matrices lie as inputs x outputs (GPT-2's Conv1D). */
  readonly isTransposed: boolean;
}

const DEFAULT_RANK = 16;
const DEFAULT_RANK_OF_ENERGY = 64;
const DTYPES = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' } as const;
/** Architectures whose linear layers are Conv1D modules. */
const CONV1D = ['gpt2', 'openai-gpt', 'imagegpt', 'decision_transformer'];
/** Differences up to this size are kept in memory where the experiment sets no limit. */
const KEPT_BYTES = 512e6;

/** Opens the two models and decides what becomes of which tensor. All that is wrong goes to `problems`. */
export async function prepareExtraction(
  spec: ExtractSpec,
  context: {
    readonly files: Files;
    readonly folder: string;
    readonly signal: AbortSignal;
    readonly hub?: ModelHub | undefined;
  },
  problems: ProblemList,
): Promise<PreparedExtraction> {
  const { base_model: baseName, model: tunedName, dtype, energy } = spec;
  const references = [
    { reference: baseName, key: 'base_model' },
    { reference: tunedName, key: 'model' },
  ];
  const models = await openModels(references, context, problems);
  const [base, tuned] = [models.get(baseName), models.get(tunedName)];
  const none: SortedTensors = { lora: [], saved: [], left: [] };
  const tensors = base === undefined || tuned === undefined ? none : sortTensors(spec, { base, tuned }, problems);
  if (base !== undefined && base.identity === tuned?.identity) {
    problems.add('lora-same-model', {}, { key: 'model' });
  } else if (base !== undefined && tuned !== undefined && tensors.lora.length + tensors.saved.length === 0) {
    problems.add('lora-no-modules', {}, { model: tuned.reference });
  }
  return {
    spec,
    models,
    tensors,
    rank: spec.rank ?? (energy === undefined ? DEFAULT_RANK : DEFAULT_RANK_OF_ENERGY),
    dtype: DTYPES[dtype],
    isTransposed: CONV1D.includes(String(fieldOf(base?.checkpoint.config, 'model_type'))),
  };
}

export function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** The files whose data is read, each once. */
export function filesOfExtraction({ tensors }: PreparedExtraction): readonly string[] {
  const pairs = [...tensors.lora, ...tensors.saved, ...tensors.left];
  return [
    ...new Set(
      pairs.flatMap(({ tuned, base }) => [tuned, base].flatMap((one) => (one ? filesOf(sourceOf('', one)) : []))),
    ),
  ];
}

/** What an extraction reads, holds and takes, at most. */
export function estimateExtraction(
  prepared: PreparedExtraction,
  limitBytes: number | undefined,
): {
  readonly readBytes: number;
  readonly memoryBytes: number;
  readonly seconds: number;
} {
  const { tensors, spec, rank } = prepared;
  const passes = passesOf(spec);
  let [readBytes, operations, memoryBytes] = [0, 0, RUNTIME_BYTES];
  for (const pair of tensors.lora) {
    const { rows, columns, elements, tuned, base } = pair;
    const isKept = keepsDifference(prepared, pair, limitBytes);
    readBytes += (isKept ? 1 : passes) * (bytesOf(tuned.dtype, elements) + bytesOf(base.dtype, elements));
    operations += passes * elements * (Math.min(rank + spec.oversampling, rows, columns) + 1);
    memoryBytes = Math.max(memoryBytes, leastBytes(prepared, pair) + (isKept ? 4 * elements : 0));
  }
  for (const { tuned, base, elements } of [...tensors.saved, ...tensors.left]) {
    readBytes += bytesOf(tuned.dtype, elements) + (base === undefined ? 0 : bytesOf(base.dtype, elements));
  }
  // An ordinary machine: a multiplication and an addition in about a nanosecond.
  return { readBytes, memoryBytes, seconds: readBytes / 1e9 + operations * 1.2e-9 };
}

/** Times that a difference is gone through: the decomposition's, and one for the error. */
export function passesOf({ power_iterations: powers }: Pick<ExtractSpec, 'power_iterations'>): number {
  return 3 + 2 * powers;
}

/** True where the difference is small enough to stay in memory between the passes. */
export function keepsDifference(prepared: PreparedExtraction, pair: LoraPair, limitBytes: number | undefined): boolean {
  const bytes = 4 * pair.elements;
  return limitBytes === undefined ? bytes <= KEPT_BYTES : leastBytes(prepared, pair) + bytes <= limitBytes;
}

/** Memory that a module takes without its difference: the thin matrices in float64, blocks, factors. */
function leastBytes({ rank, spec }: PreparedExtraction, pair: LoraPair): number {
  const { rows, columns } = pair;
  const width = Math.min(rank + spec.oversampling, rows, columns);
  const blockElements = blockRowsOf(pair) * columns;
  const thin = 8 * width * (rows + columns + 2 * Math.max(rows, columns));
  const factors = 24 * Math.min(rank, rows, columns) * (rows + columns);
  return RUNTIME_BYTES + thin + factors + 16 * blockElements;
}
