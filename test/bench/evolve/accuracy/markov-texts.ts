import { randomStream } from '../../../../src/base/random.js';
import { drawInteger, drawNormal, drawsOf } from '../../../../src/ml/search/draws.js';

export const SYMBOLS = 32;
export const DOMAINS = 6;
/** Symbols, and a tag for each domain. */
export const TEXT_VOCABULARY = SYMBOLS + DOMAINS;
/** Tokens of a text, its tag included. */
export const TEXT_TOKENS = 32;
/** Deviation of the logarithms of the chances in a table. */
const SPREAD = 1.5;

/** A domain: which symbol follows which, as sums of chances by rows. */
export type MarkovTable = Float64Array;

/** The tables of order 1 of all domains. */
export function markovTables(seed: number): readonly MarkovTable[] {
  return Array.from({ length: DOMAINS }, (_, domain) => {
    const draws = drawsOf(randomStream(seed, `table/${String(domain)}`));
    const table = new Float64Array(SYMBOLS * SYMBOLS);
    for (let row = 0; row < SYMBOLS; row++) {
      const chances = Array.from({ length: SYMBOLS }, () => Math.exp(SPREAD * drawNormal(draws)));
      const total = chances.reduce((sum, chance) => sum + chance, 0);
      let sum = 0;
      for (const [symbol, chance] of chances.entries()) {
        sum += chance / total;
        table[row * SYMBOLS + symbol] = sum;
      }
    }
    return table;
  });
}

/** `count` texts of a stream of a seed, one after the other: the domain's tag, a symbol, and what follows it. */
export function markovTexts(
  tables: readonly MarkovTable[],
  domains: readonly number[],
  { seed, name, count }: { readonly seed: number; readonly name: string; readonly count: number },
): Int32Array {
  const draws = drawsOf(randomStream(seed, `texts/${name}`));
  const texts = new Int32Array(count * TEXT_TOKENS);
  for (let text = 0; text < count; text++) {
    const domain = domains[drawInteger(draws, domains.length)] ?? 0;
    const start = text * TEXT_TOKENS;
    texts[start] = SYMBOLS + domain;
    let symbol = drawInteger(draws, SYMBOLS);
    texts[start + 1] = symbol;
    for (let i = 2; i < TEXT_TOKENS; i++) {
      const row = (tables[domain] ?? new Float64Array()).subarray(symbol * SYMBOLS, (symbol + 1) * SYMBOLS);
      const drawn = draws.next();
      // The last sum may be rounded to less than 1.
      const found = row.findIndex((sum) => drawn < sum);
      symbol = found < 0 ? SYMBOLS - 1 : found;
      texts[start + i] = symbol;
    }
  }
  return texts;
}
