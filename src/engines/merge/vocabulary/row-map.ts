/** Stands for a row that takes the mean of the rows of tokens. */
export const MEAN_ROW = -1;

/** A row of one of several matrices, by its place among them. */
export interface RowPart {
  readonly matrix: number;
  readonly row: number;
}

/**
 * Where the rows of a matrix over the result's vocabulary come from, for one model; plain data. `rows[r]` is a row of the
 * model's own matrix, `MEAN_ROW`, or `-2 - i` for the blend `i`: the average of rows of other matrices, of none zeros.
 */
export interface RowMap<Matrix> {
  readonly rows: readonly number[];
  readonly blends: readonly (readonly RowPart[])[];
  readonly matrices: readonly Matrix[];
}
