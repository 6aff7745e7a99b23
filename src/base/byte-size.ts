const UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KIB', 2 ** 10],
  ['MIB', 2 ** 20],
  ['GIB', 2 ** 30],
  ['TIB', 2 ** 40],
]);

/** What a size looks like in an experiment file: `5GB`, `512 MiB`, `1.5 GB`. */
export const BYTE_SIZE_PATTERN = /^\d+(\.\d+)?\s?([KMGTkmgt]i?)?[Bb]$/;

/** Bytes of a size such as `5GB` (powers of ten) or `512MiB` (powers of two), or of a number of bytes; undefined if it is neither. */
export function parseByteSize(size: string | number): number | undefined {
  if (typeof size === 'number') {
    return Number.isSafeInteger(size) && size > 0 ? size : undefined;
  }
  const parts = /^(\d+(?:\.\d+)?)\s?([a-z]+)$/i.exec(size);
  const unit = UNITS.get((parts?.[2] ?? '').toUpperCase());
  if (!BYTE_SIZE_PATTERN.test(size) || unit === undefined) {
    return undefined;
  }
  const bytes = Math.round(Number(parts?.[1]) * unit);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}
