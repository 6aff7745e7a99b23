// Limits on data from outside, each with its reason. All are far above what this program trains on.

/** Examples of a set: the permutation of an epoch and the labels are held in memory, 8 bytes each. */
export const MAX_EXAMPLES = 50_000_000;

/** Classes: a row of the soft labels has one number for each. */
export const MAX_CLASSES = 100_000;

/** Bytes that a packed or column-major file may take when it must be held in memory. */
export const MAX_UNPACKED_BYTES = 2 * 1024 * 1024 * 1024;

/** Numbers of one example: an image of 4096 x 4096 pixels with three channels. */
export const MAX_EXAMPLE_ELEMENTS = 3 * 4096 * 4096;

/** Dimensions of an array: NumPy's own limit. */
export const MAX_ARRAY_DIMENSIONS = 64;

/** Bytes of the header of an .npy file: NumPy itself trusts no more than 10,000 characters. */
export const MAX_NPY_HEADER_BYTES = 65_536;

/** Entries of an .npz archive: one for each array; the directory is held in memory. */
export const MAX_ARCHIVE_ENTRIES = 10_000;

/** Bytes of an image file: the largest photograph that would still be scaled down to train on. */
export const MAX_IMAGE_BYTES = 64 * 1024 * 1024;

/** Pixels of an image, before it is scaled: decoding takes four bytes for each, and more in between. */
export const MAX_IMAGE_PIXELS = 50_000_000;

/** Bytes of one row of a text table: a book. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** Columns of a table: a pixel a column is common, more than a million are a mistake in the delimiter. */
export const MAX_COLUMNS = 100_000;

/** Bytes of a row group of a Parquet file, which is decoded as a whole. */
export const MAX_ROW_GROUP_BYTES = 1024 * 1024 * 1024;

/** Bytes of the footer of a Parquet file. */
export const MAX_PARQUET_FOOTER_BYTES = 256 * 1024 * 1024;

/** Characters of an offending value that an error repeats. */
const MAX_SHOWN_CHARACTERS = 60;

/** A value as an error shows it: one line, not too long. */
export function shown(value: unknown): string {
  // JSON has no form for undefined, whatever the declaration says.
  const text = typeof value === 'string' ? value : ((JSON.stringify(value) as string | undefined) ?? 'undefined');
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_SHOWN_CHARACTERS ? `${line.slice(0, MAX_SHOWN_CHARACTERS)}…` : line;
}
