import type { StoredTensor } from '../resolution/planned-tensor.js';

/**
 * What a LoRA adapter does to a matrix W of `rows` x `columns`; plain data. Plain: W + scale L R, with L of `rows` x rank
 * and R of rank x `columns`. With a magnitude m (DoRA, arXiv 2402.09353 eq. 5): each row of that divided by its norm and
 * multiplied by m.
 */
export interface AdapterSource {
  readonly rows: number;
  readonly columns: number;
  readonly rank: number;
  readonly scale: number;
  readonly left: StoredTensor;
  readonly right: StoredTensor;
  /** L lies in its file as rank x `rows`, and R as `columns` x rank. */
  readonly isAcross: boolean;
  readonly magnitude?: StoredTensor;
}

/** Bytes that the matrices of an adapter take in memory. */
export function adapterBytes({ rows, columns, rank, magnitude }: AdapterSource): number {
  return 4 * (rank * (rows + columns) + columns + (magnitude === undefined ? 0 : rows));
}
