import { compareCodePoints } from '../../base/compare-code-points.js';
import { byteCharacters, byteLevelTokenizerFiles, specialTokens } from './byte-level-tokenizer.js';
import type { TokenPair } from './byte-level-tokenizer.js';
import { sampleArchitecture } from './sample-architecture.js';
import { sampleText } from './sample-text.js';

/**
 * Files of a byte-level tokenizer with byte-pair merges (Sennrich et al., 2016, on bytes as GPT-2 has it), learned from a
 * text of our own until the vocabulary has the models' size. Every text can be encoded, and nothing in it is random.
 */
export function sampleTokenizerFiles(): ReadonlyMap<string, string> {
  const { vocabulary, positions } = sampleArchitecture;
  const merges = learnMerges(sampleText, vocabulary - specialTokens.length - byteCharacters().length);
  const words = merges.map(([left, right]) => left + right);
  return byteLevelTokenizerFiles({ words, merges, positions });
}

/** Joins the most frequent neighbours over and over; of equally frequent ones the first by code point. */
function learnMerges(text: string, count: number): readonly TokenPair[] {
  const characters = byteCharacters();
  const words = (text.match(/'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu) ?? []).map(
    (word) => [...new TextEncoder().encode(word)].map((byte) => characters[byte] ?? ''),
  );
  const merges: TokenPair[] = [];
  while (merges.length < count) {
    const best = mostFrequentPair(words);
    if (best === undefined) {
      throw new RangeError(`the text has only ${String(merges.length)} merges`);
    }
    merges.push(best);
    for (const word of words) {
      joinPair(word, best);
    }
  }
  return merges;
}

function mostFrequentPair(words: readonly (readonly string[])[]): TokenPair | undefined {
  const counts = new Map<string, { readonly pair: TokenPair; count: number }>();
  for (const word of words) {
    for (let i = 0; i + 1 < word.length; i++) {
      const pair: TokenPair = [word[i] ?? '', word[i + 1] ?? ''];
      const key = pair.join(' ');
      const known = counts.get(key) ?? { pair, count: 0 };
      known.count++;
      counts.set(key, known);
    }
  }
  const [best] = [...counts].sort(([a, { count: x }], [b, { count: y }]) => y - x || compareCodePoints(a, b));
  return best?.[1].pair;
}

function joinPair(word: string[], [left, right]: TokenPair): void {
  for (let i = 0; i + 1 < word.length; i++) {
    if (word[i] === left && word[i + 1] === right) {
      word.splice(i, 2, left + right);
    }
  }
}
