import { setImmediate } from 'node:timers/promises';
import type { MatrixInBlocks } from '../../../ml/linear-algebra/randomized-svd.js';
import { bytesOf } from '../../../ml/tensors/dtypes.js';
import type { InputFiles } from '../input-files.js';
import { sourceOf } from '../resolution/planned-tensor.js';
import type { LoraPair } from './sort-tensors.js';

/** Elements of a block: some milliseconds of work, so that a stop is heard soon. */
const BLOCK_ELEMENTS = 2 ** 19;

/** Rows of a block of a matrix. */
export function blockRowsOf({ rows, columns }: Pick<LoraPair, 'rows' | 'columns'>): number {
  return Math.max(1, Math.min(rows, Math.floor(BLOCK_ELEMENTS / columns)));
}

/**
 * The fine-tuned matrix minus the base's, in float32: kept in memory where `keep` says so, else read from the files at
 * every pass.
 */
export function differenceMatrix(
  pair: LoraPair,
  options: { readonly inputs: InputFiles; readonly keep: boolean; readonly signal: AbortSignal },
): MatrixInBlocks {
  const { rows, columns, tuned, base } = pair;
  const { inputs, keep, signal } = options;
  const blockRows = blockRowsOf(pair);
  const raw = new Uint8Array(Math.max(bytesOf(tuned.dtype, 1), bytesOf(base.dtype, 1)) * blockRows * columns);
  const block = new Float32Array(blockRows * columns);
  const other = new Float32Array(blockRows * columns);
  let kept: Float32Array | undefined;
  const read = async (first: number, count: number): Promise<Float32Array> => {
    const [into, minus] = [block.subarray(0, count * columns), other.subarray(0, count * columns)];
    await inputs.readFloats(sourceOf('', tuned), first * columns, { raw, out: into });
    await inputs.readFloats(sourceOf('', base), first * columns, { raw, out: minus });
    for (let i = 0; i < into.length; i++) {
      into[i] = (into[i] ?? 0) - (minus[i] ?? 0);
    }
    return into;
  };
  return {
    rows,
    columns,
    blockRows,
    async forEachBlock(visit) {
      const whole = keep ? (kept ?? new Float32Array(rows * columns)) : undefined;
      for (let first = 0; first < rows; first += blockRows) {
        await setImmediate();
        signal.throwIfAborted();
        const count = Math.min(blockRows, rows - first);
        if (kept !== undefined) {
          visit(first, count, kept.subarray(first * columns, (first + count) * columns));
          continue;
        }
        const values = await read(first, count);
        whole?.set(values, first * columns);
        visit(first, count, values);
      }
      kept = whole;
    },
  };
}
