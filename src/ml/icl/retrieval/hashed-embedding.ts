export interface HashedEmbeddingOptions {
  /** Numbers a text; absent: 1024, where texts of a few hundred grams rarely share a place. */
  readonly dimensions?: number;
  /** Shortest and longest run of characters that counts; absent: 3 (1 in scripts that are written without spaces) and 5. */
  readonly shortest?: number;
  readonly longest?: number;
}

/** Scripts that are written without spaces, where a character or two are a word. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The embedding that needs no model: the text's words and the runs of characters in them, hashed to a place and a sign, the square
 * root of each one's count added there, the whole brought to length 1 (all zeros for a text without words). Case and width of
 * characters don't count. Same text, same numbers, on every machine. Weinberger et al., "Feature hashing", ICML 2009; runs with the
 * words' borders as in Bojanowski et al., "Enriching word vectors with subword information", 2017.
 */
export function embedByHashing(text: string, options: HashedEmbeddingOptions = {}): Float32Array {
  const { dimensions = 1024, shortest = 3, longest = 5 } = options;
  const sums = new Float64Array(dimensions);
  for (const [gram, count] of countGrams(text, shortest, longest)) {
    const hash = hashText(gram);
    const place = (hash >>> 1) % dimensions;
    sums[place] = (sums[place] ?? 0) + ((hash & 1) === 0 ? 1 : -1) * Math.sqrt(count);
  }
  const norm = Math.sqrt(sums.reduce((total, one) => total + one * one, 0));
  return Float32Array.from(sums, (one) => (norm === 0 ? 0 : one / norm));
}

function countGrams(text: string, shortest: number, longest: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  for (const word of words ?? []) {
    // By code points, so that no character is torn apart.
    const characters = Array.from(`<${word}>`);
    const grams = [characters.join('')];
    const first = SPACELESS.test(word) ? Math.min(shortest, 1) : shortest;
    for (let length = first; length <= longest && length < characters.length; length++) {
      for (let start = 0; start + length <= characters.length; start++) {
        grams.push(characters.slice(start, start + length).join(''));
      }
    }
    for (const gram of grams) {
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

/** FNV-1a over the UTF-16 units, low byte first, and a last mix (murmur3's), without which the low bits are poor. */
function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), FNV_PRIME);
    hash = Math.imul(hash ^ (unit >>> 8), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
