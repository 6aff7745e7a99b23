import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word most likely means; undefined when none is near. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-\s]/g, '_');
  const wanted = plain(word).slice(0, 100);
  const allowed = wanted.length <= 4 ? 1 : Math.min(3, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const away = distance(wanted, plain(candidate));
    if (away < bestDistance) {
      best = candidate;
      bestDistance = away;
    }
  }
  if (best === undefined && wanted.length >= 3) {
    // An unfinished word is not a typing mistake of a few letters.
    best = candidates.find((candidate) => plain(candidate).startsWith(wanted));
  }
  return best;
}
