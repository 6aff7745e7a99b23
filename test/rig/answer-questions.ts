import type { ZipfQuestion } from '../../src/ml/data/zipf/zipf-questions.js';
import { randomStream } from '../../src/base/random.js';
import { generateTokens } from '../../src/ml/language-models/generate-tokens.js';
import { openPlainLlama } from '../../src/ml/language-models/open-plain-llama.js';
import { loadTokenizer } from '../../src/ml/tokenizers/load-tokenizer.js';
import { nodeFiles } from '../../src/worker/node-files.js';

const never = new AbortController().signal;

/** Answers a question with the word that the model finds likeliest of its whole vocabulary. */
export type Answerer = (prompt: string) => Promise<string>;

/** A model folder in Llama's layout as something that answers, computed in plain TypeScript. */
export async function openAnswerer(folder: string): Promise<Answerer> {
  const model = await openPlainLlama(nodeFiles, folder, never);
  const companions = await nodeFiles.list(folder);
  const tokenizer = await loadTokenizer(nodeFiles, { folder, companions });
  const options = { atMost: 1, temperature: 0, random: randomStream(0, 'unused'), stopTokens: new Set<number>() };
  return async (prompt) => {
    const tokens = await generateTokens(model, tokenizer.encode(prompt), { ...options, signal: never });
    return tokenizer.decode(tokens).trim();
  };
}

/** How many of the questions are answered as the world has it. */
export async function countRight(answer: Answerer, questions: readonly ZipfQuestion[]): Promise<number> {
  let right = 0;
  for (const { prompt, answer: expected } of questions) {
    right += (await answer(prompt)) === expected ? 1 : 0;
  }
  return right;
}
