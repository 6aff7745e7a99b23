/** What can be told of a model folder from headers, and of one tensor by reading it. */
export interface ModelListing {
  readonly model: string;
  readonly architecture?: string;
  readonly shards: readonly { readonly file: string; readonly bytes: number }[];
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly bytes: number;
    readonly shard: string;
  }[];
  readonly parameters: number;
  readonly bytes: number;
}

export interface TensorHistogram {
  readonly tensor: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  readonly nan: number;
  readonly infinite: number;
  /** Counts of equal bins from minimum to maximum. */
  readonly counts: readonly number[];
}
