import { layoutShards, type ShardLayout, type TensorToWrite } from '../../../ml/tensors/shard-layout.js';
import { factorNames, savedName, tiedHeadOf } from './adapter-description.js';
import type { PreparedExtraction } from './prepare-extraction.js';
import type { LoraPair, TensorPair } from './sort-tensors.js';

/** A tensor of an adapter, and where its bytes come from. */
export interface AdapterTensor extends TensorToWrite {
  readonly from:
    | { readonly type: 'factor'; readonly index: number; readonly factor: 'a' | 'b' }
    | { readonly type: 'model'; readonly pair: TensorPair };
}

/** Shapes of `lora_A` and `lora_B`; what lies inputs x outputs, and embeddings, have them across. */
export function factorShapes(
  { rows, columns, isEmbedding }: Pick<LoraPair, 'rows' | 'columns' | 'isEmbedding'>,
  { rank, isTransposed }: { readonly rank: number; readonly isTransposed: boolean },
): { readonly a: readonly [number, number]; readonly b: readonly [number, number] } {
  return isEmbedding || isTransposed
    ? { a: [rank, rows], b: [columns, rank] }
    : { a: [rank, columns], b: [rows, rank] };
}

/**
 * The file of an adapter's weights, to the byte: the factors of modules of these ranks, and what is saved whole. Undefined
 * where there is nothing to write.
 */
export function adapterLayout(
  prepared: PreparedExtraction,
  ranks: readonly number[],
  saved: readonly TensorPair[],
): ShardLayout<AdapterTensor> | undefined {
  const { lora } = prepared.tensors;
  const loraModules = new Set(lora.map(({ module }) => module));
  const { dtype, isTransposed } = prepared;
  const tensors: AdapterTensor[] = lora.flatMap((pair, index) => {
    const names = factorNames(pair);
    const { a, b } = factorShapes(pair, { rank: ranks[index] ?? 0, isTransposed });
    return [
      { name: names.a, dtype, shape: a, from: { type: 'factor', index, factor: 'a' } },
      { name: names.b, dtype, shape: b, from: { type: 'factor', index, factor: 'b' } },
    ] as const;
  });
  for (const pair of saved) {
    const { shape, tuned } = pair;
    tensors.push({ name: savedName(pair, loraModules), dtype: tuned.dtype, shape, from: { type: 'model', pair } });
  }
  return tensors.length === 0 ? undefined : layoutShards(tensors, Number.MAX_SAFE_INTEGER).shards[0];
}

/** The most bytes that the weights can come to: every module at its largest rank, and all changed that may be saved. */
export function largestAdapterBytes(prepared: PreparedExtraction): number {
  const { tensors, rank } = prepared;
  const ranks = tensors.lora.map(({ rows, columns }) => Math.min(rank, rows, columns));
  const head = tiedHeadOf(prepared, tensors.saved);
  const saved = head === undefined ? tensors.saved : [...tensors.saved, head];
  return adapterLayout(prepared, ranks, saved)?.bytes ?? 0;
}
