/**
 * The words that BM25 counts: what stands between white space, as it is written. Case and marks stay, as in the figures that the
 * method was published with.
 */
export function splitWords(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}
