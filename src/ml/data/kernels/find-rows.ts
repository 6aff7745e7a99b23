const LINE_FEED = 10;

/** Where the search for the ends of rows stands: inside a quoted value or not. */
export interface RowScan {
  isQuoted: boolean;
}

/**
 * Finds where rows end in a chunk: after a line feed that isn't in a quoted value. Positions just after the line feed go into
 * `ends`; their number is returned. `quote` is the byte that opens and closes a quoted value, or -1; a doubled quote inside
 * one closes and opens it again, so that a toggle is all it takes.
 */
export function findRowEnds(chunk: Uint8Array, quote: number, scan: RowScan, ends: Float64Array): number {
  let count = 0;
  let isQuoted = scan.isQuoted;
  for (let i = 0; i < chunk.length; i++) {
    const byte = chunk[i];
    if (byte === quote) {
      isQuoted = !isQuoted;
    } else if (byte === LINE_FEED && !isQuoted) {
      ends[count++] = i + 1;
    }
  }
  scan.isQuoted = isQuoted;
  return count;
}

/** Number of line feeds in a chunk. */
export function countLineFeeds(chunk: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < chunk.length; i++) {
    if (chunk[i] === LINE_FEED) {
      count++;
    }
  }
  return count;
}
