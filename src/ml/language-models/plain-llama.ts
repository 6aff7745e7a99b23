import { setImmediate } from 'node:timers/promises';
import { checkText } from './check-text.js';
import type { LlamaSettings } from '../networks/llama-settings.js';
import { LlamaState } from './llama-state.js';
import type { LlamaValues } from './llama-weights.js';
import { logSoftmaxAt } from './log-softmax-at.js';
import type { ScoreRequest, TokenModel, TokenSession } from './token-model.js';

/**
 * A network in Llama's layout computed in plain TypeScript, float32 with sums in float64, without any library: for models
 * of a few million parameters that are asked often. Keys and values of the tokens read are kept, so that requests whose
 * texts begin alike cost what differs.
 */
export function plainLlama(settings: LlamaSettings, weights: LlamaValues): TokenModel {
  const { vocabularySize, maximumTokens } = settings;
  const state = new LlamaState(settings, weights);
  const score = ({ prompt, continuation }: ScoreRequest): Float64Array => {
    const text = [...prompt, ...continuation];
    checkText(text, { vocabularySize, maximumTokens });
    if (continuation.length === 0) {
      return new Float64Array(0);
    }
    // The last token of the prompt is read again: its logits are those of the first token that is scored.
    const known = Math.min(state.keepBeginning(text), prompt.length - 1);
    state.truncate(known);
    const logits = state.read(text.slice(known, -1), continuation.length);
    return Float64Array.from(continuation, (token, i) =>
      logSoftmaxAt(logits.subarray(i * vocabularySize, (i + 1) * vocabularySize), token),
    );
  };

  return {
    vocabularySize,
    maximumTokens,
    async logProbabilities(requests, signal) {
      const scores: Float64Array[] = [];
      for (const request of requests) {
        // Lets a cancellation in between.
        await setImmediate();
        signal.throwIfAborted();
        scores.push(score(request));
      }
      return scores;
    },
    async begin(prompt, signal) {
      await setImmediate();
      signal.throwIfAborted();
      checkText(prompt, { vocabularySize, maximumTokens });
      return new PlainSession(settings, weights, prompt);
    },
  };
}

/** A session has a state of its own, so that several can go on side by side. */
class PlainSession implements TokenSession {
  logits: Float32Array;
  private readonly state: LlamaState;
  private readonly tokens: number[];

  constructor(
    private readonly settings: LlamaSettings,
    weights: LlamaValues,
    prompt: readonly number[],
  ) {
    this.state = new LlamaState(settings, weights);
    this.logits = this.state.read(prompt, 1);
    this.tokens = [...prompt];
  }

  async push(token: number): Promise<void> {
    this.tokens.push(token);
    checkText(this.tokens, this.settings);
    await setImmediate();
    this.logits = this.state.read([token], 1);
  }
}
