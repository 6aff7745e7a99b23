import { modelsmithError } from '../../../base/errors.js';
import type { RandomStream } from '../../../base/random.js';
import { residualOfBlock } from '../../../ml/linear-algebra/kernels/dense.js';
import { randomizedSvd, type MatrixInBlocks, type PartialSvd } from '../../../ml/linear-algebra/randomized-svd.js';
import { bytesOf, decodeToFloat32, encodeFromFloat32, type FloatDtype } from '../../../ml/tensors/dtypes.js';
import { factorShapes } from './adapter-layout.js';
import type { LoraPair } from './sort-tensors.js';

/** What becomes of a matrix, and how good it is. */
export interface ExtractedModule {
  readonly rank: number;
  /** Share of the difference that the rank keeps, as sum of squares; 1 where nothing differs. */
  readonly energy: number;
  /** Norm of what the adapter as written misses, relative to that of the difference; 0 where nothing differs. */
  readonly error: number;
  /** `lora_A` and `lora_B`, in the order and the number format of the file. */
  readonly a: { readonly shape: readonly number[]; readonly bytes: Uint8Array };
  readonly b: { readonly shape: readonly number[]; readonly bytes: Uint8Array };
}

export interface ExtractOptions {
  readonly rank: number;
  readonly energy: number | undefined;
  readonly oversampling: number;
  readonly powerIterations: number;
  readonly dtype: FloatDtype;
  readonly random: RandomStream;
  /** GPT-2's Conv1D: matrices lie as inputs x outputs. */
  readonly isTransposed: boolean;
}

/**
 * The best product of two thin matrices for a difference D ~ U S V^T: sqrt(S) goes to either side. Throws `merge-not-finite`
 * where the difference holds values that aren't finite.
 */
export async function extractModule(
  pair: LoraPair,
  matrix: MatrixInBlocks,
  options: ExtractOptions,
): Promise<ExtractedModule> {
  const { rows, columns } = matrix;
  const { dtype } = options;
  const svd = await randomizedSvd(matrix, options);
  if (!Number.isFinite(svd.energy)) {
    throw await notFinite(pair, matrix);
  }
  const rank = rankOf(svd, options.energy);
  const [left, right] = factorsOf(svd, rank, { rows, columns });
  const isAcross = pair.isEmbedding || options.isTransposed;
  // D = left right: lora_B lora_A, or for what lies across lora_A^T lora_B^T.
  const a = store(isAcross ? turned(left, rows, rank) : right, dtype);
  const b = store(isAcross ? turned(right, rank, columns) : left, dtype);
  // The error is that of the numbers as they stand in the file.
  const asWritten = isAcross
    ? { left: turned(a.values, rank, rows), right: turned(b.values, columns, rank) }
    : { left: b.values, right: a.values };
  let residual = 0;
  const scratch = new Float64Array(columns);
  await matrix.forEachBlock((first, count, values) => {
    residual += residualOfBlock(values, count, columns, asWritten.left, first, rank, asWritten.right, scratch);
  });
  const shapes = factorShapes(pair, { rank, isTransposed: options.isTransposed });
  return {
    rank,
    energy: svd.energy > 0 ? Math.min(1, keptBy(svd, rank) / svd.energy) : 1,
    error: svd.energy > 0 ? Math.sqrt(residual / svd.energy) : 0,
    a: { shape: shapes.a, bytes: a.bytes },
    b: { shape: shapes.b, bytes: b.bytes },
  };
}

/** The sum of the squares of the first singular values. */
function keptBy({ values }: PartialSvd, rank: number): number {
  return values.subarray(0, rank).reduce((sum, value) => sum + value * value, 0);
}

/** The smallest rank that keeps the share; all there is where none does. */
function rankOf(svd: PartialSvd, energy: number | undefined): number {
  if (energy === undefined) {
    return svd.rank;
  }
  for (let rank = 1; rank < svd.rank; rank++) {
    if (keptBy(svd, rank) >= energy * svd.energy) {
      return rank;
    }
  }
  return svd.rank;
}

/** U sqrt(S), rows x rank, and sqrt(S) V^T, rank x columns. */
function factorsOf(
  svd: PartialSvd,
  rank: number,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): readonly [Float32Array, Float32Array] {
  const left = new Float32Array(rows * rank);
  const right = new Float32Array(rank * columns);
  for (let r = 0; r < rank; r++) {
    const root = Math.sqrt(svd.values[r] ?? 0);
    for (let i = 0; i < rows; i++) {
      left[i * rank + r] = root * (svd.left[i * svd.rank + r] ?? 0);
    }
    for (let k = 0; k < columns; k++) {
      right[r * columns + k] = root * (svd.right[r * columns + k] ?? 0);
    }
  }
  return [left, right];
}

function turned(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      out[k * rows + i] = values[i * columns + k] ?? 0;
    }
  }
  return out;
}

/** Numbers as they are in a file, and what a reader will take them for. */
function store(values: Float32Array, dtype: FloatDtype): { readonly bytes: Uint8Array; readonly values: Float32Array } {
  const bytes = new Uint8Array(bytesOf(dtype, values.length));
  encodeFromFloat32(values, dtype, bytes);
  const read = new Float32Array(values.length);
  decodeToFloat32(bytes, dtype, read);
  return { bytes, values: read };
}

async function notFinite({ name, tuned }: LoraPair, matrix: MatrixInBlocks): Promise<Error> {
  let [nan, infinite] = [0, 0];
  await matrix.forEachBlock((_first, _rows, values) => {
    for (const value of values) {
      nan += Number.isNaN(value) ? 1 : 0;
      infinite += Math.abs(value) === Infinity ? 1 : 0;
    }
  });
  return modelsmithError('merge-not-finite', { nan, infinite }, { tensor: name, file: tuned.file });
}
