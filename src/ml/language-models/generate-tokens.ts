import type { RandomStream } from '../../base/random.js';
import type { TokenModel } from './token-model.js';

export interface GenerateOptions {
  /** Tokens to write at most; the model's own limit holds, too. */
  readonly atMost: number;
  /** 0: always the likeliest token (the first of equals). Else logits are divided by it before one is drawn. */
  readonly temperature: number;
  /** Where draws come from: token i takes uniform i. */
  readonly random: RandomStream;
  /** Tokens that end the text; they are not part of the result. */
  readonly stopTokens: ReadonlySet<number>;
  readonly signal: AbortSignal;
}

/** Lets a model go on with a prompt and returns the tokens that it wrote. Throws `sequence-too-long` for the prompt. */
export async function generateTokens(
  model: TokenModel,
  prompt: readonly number[],
  options: GenerateOptions,
): Promise<readonly number[]> {
  const { temperature, random, stopTokens, signal } = options;
  const atMost = Math.min(options.atMost, model.maximumTokens - prompt.length);
  const session = await model.begin(prompt, signal);
  const written: number[] = [];
  while (written.length < atMost) {
    signal.throwIfAborted();
    const token =
      temperature === 0 ? likeliest(session.logits) : draw(session.logits, temperature, random.uniform(written.length));
    if (stopTokens.has(token)) {
      break;
    }
    written.push(token);
    if (written.length < atMost) {
      await session.push(token);
    }
  }
  return written;
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let token = 1; token < logits.length; token++) {
    if ((logits[token] ?? 0) > (logits[best] ?? 0)) {
      best = token;
    }
  }
  return best;
}

/** The first token whose cumulated probability exceeds a uniform number. */
function draw(logits: Float32Array, temperature: number, uniform: number): number {
  const largest = logits[likeliest(logits)] ?? 0;
  const shares = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  let rest = uniform * shares.reduce((sum, share) => sum + share, 0);
  for (const [token, share] of shares.entries()) {
    rest -= share;
    if (rest < 0) {
      return token;
    }
  }
  // Rounding left something over: the last token that can be drawn.
  return shares.findLastIndex((share) => share > 0);
}
