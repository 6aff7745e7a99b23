// Limits on what comes from outside, each with its reason. All are far above any model that exists.

/** Bytes of a safetensors header: the format's own limit, so that a hostile length can't claim the memory. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Bytes of an index: a million tensors with names of a hundred characters. */
export const MAX_INDEX_BYTES = 128 * 1024 * 1024;

/** Bytes of `config.json`: real ones have a few kilobytes; some list ten thousands of labels. */
export const MAX_CONFIG_BYTES = 16 * 1024 * 1024;

/** Tensors of a checkpoint: the largest mixtures of experts have some 200,000; each costs memory before anything is known of it. */
export const MAX_TENSORS = 1_000_000;

/** Dimensions of a tensor: PyTorch and NumPy stop at 64, so that nothing could load more. */
export const MAX_DIMENSIONS = 64;

/** Shards of a checkpoint: the index names them, and every one is opened. */
export const MAX_SHARDS = 10_000;

/** Nested lists and objects in JSON: what the reference reader accepts; deeper ones would exhaust the stack. */
export const MAX_JSON_DEPTH = 128;

/** Characters of an offending value that an error repeats. */
export const MAX_DETAIL_CHARACTERS = 80;

/** Problems of one kind that one error lists; a broken index may have as many as it has tensors. */
export const MAX_LISTED_PROBLEMS = 100;

/** Bars of a histogram: more than a wide screen has pixels would be noise. */
export const MAX_HISTOGRAM_BINS = 4096;
