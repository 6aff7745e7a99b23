/** What every set of examples has. Whoever opened it closes it. */
interface Examples {
  readonly examples: number;
  /** Names of the classes, by label; empty where nothing is labelled. */
  readonly classes: readonly string[];
  /** The label of each example; undefined where nothing is labelled. */
  readonly labels: Int32Array | undefined;
  close(): Promise<void>;
}

/** Examples that are arrays of numbers of one shape: images, or rows of features. */
export interface ArrayDataset extends Examples {
  readonly kind: 'arrays';
  /** Of one example: height x width x channels for images. */
  readonly shape: readonly number[];
  /**
   * Writes the examples at `indices`, one after the other, into `out`: bytes of images as 0..1, other numbers as they are.
   * Throws `data-not-finite` for NaN and infinities, `data-file-invalid` for what is found to be damaged now.
   */
  read(indices: ArrayLike<number>, out: Float32Array, signal: AbortSignal): Promise<void>;
}

/** A row of a table, by its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Examples that are rows with named columns: texts, questions, answers. */
export interface RowDataset extends Examples {
  readonly kind: 'rows';
  readonly columns: readonly string[];
  /** The columns that make an example what it is: those of text, or all but the label. */
  readonly inputColumns: readonly string[];
  readRows(indices: ArrayLike<number>, signal: AbortSignal): Promise<readonly Row[]>;
}

export type Dataset = ArrayDataset | RowDataset;

/** Numbers that one example of this shape has. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
