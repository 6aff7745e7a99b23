import * as tf from '@tensorflow/tfjs-core';
import type { CausalLanguageModel } from '../networks/network.js';
import { checkText } from './check-text.js';
import { logSoftmaxAt } from './log-softmax-at.js';
import type { ScoreRequest, TokenModel, TokenSession } from './token-model.js';

/** Logits that one batch may have: 64 MB of float32. */
const MAX_LOGITS = 2 ** 24;

/** A network as a model over tokens. Requests are computed in batches; nothing is remembered between tokens. */
export function networkTokenModel(network: CausalLanguageModel): TokenModel {
  const { vocabularySize, maximumTokens } = network;
  return {
    vocabularySize,
    maximumTokens,
    async logProbabilities(requests, signal) {
      const scores: Float64Array[] = [];
      for (const batch of cutIntoBatches(requests, vocabularySize)) {
        signal.throwIfAborted();
        scores.push(...(await scoreBatch(network, batch)));
      }
      return scores;
    },
    async begin(prompt, signal) {
      signal.throwIfAborted();
      checkText(prompt, network);
      const session = new NetworkSession(network, prompt);
      await session.read();
      return session;
    },
  };
}

class NetworkSession implements TokenSession {
  logits: Float32Array = new Float32Array(0);
  private readonly tokens: number[];

  constructor(
    private readonly network: CausalLanguageModel,
    prompt: readonly number[],
  ) {
    this.tokens = [...prompt];
  }

  async push(token: number): Promise<void> {
    this.tokens.push(token);
    checkText(this.tokens, this.network);
    await this.read();
  }

  async read(): Promise<void> {
    const last = tf.tidy(() => {
      const ids = tf.tensor2d(this.tokens, [1, this.tokens.length], 'int32');
      const logits = this.network.logits(ids, tf.onesLike(ids));
      return tf.slice(logits, [0, this.tokens.length - 1, 0], [1, 1, this.network.vocabularySize]);
    });
    this.logits = await last.data<'float32'>();
    last.dispose();
  }
}

/** Batches in the order of the requests, each padded to its longest. */
function cutIntoBatches(
  requests: readonly ScoreRequest[],
  vocabularySize: number,
): readonly (readonly ScoreRequest[])[] {
  const batches: ScoreRequest[][] = [];
  let batch: ScoreRequest[] = [];
  let longest = 0;
  for (const request of requests) {
    const length = request.prompt.length + request.continuation.length;
    const padded = Math.max(longest, length);
    if (batch.length > 0 && padded * (batch.length + 1) * vocabularySize > MAX_LOGITS) {
      batches.push(batch);
      batch = [];
    }
    longest = batch.length === 0 ? length : padded;
    batch.push(request);
  }
  return batch.length === 0 ? batches : [...batches, batch];
}

async function scoreBatch(
  network: CausalLanguageModel,
  batch: readonly ScoreRequest[],
): Promise<readonly Float64Array[]> {
  const texts = batch.map(({ prompt, continuation }) => [...prompt, ...continuation]);
  const longest = Math.max(...texts.map((text) => text.length));
  for (const text of texts) {
    checkText(text, network);
  }
  const ids = new Int32Array(texts.length * longest);
  const mask = new Int32Array(texts.length * longest);
  for (const [row, text] of texts.entries()) {
    ids.set(text, row * longest);
    mask.fill(1, row * longest, row * longest + text.length);
  }
  const shape: [number, number] = [texts.length, longest];
  const logits = tf.tidy(() => network.logits(tf.tensor2d(ids, shape, 'int32'), tf.tensor2d(mask, shape, 'int32')));
  const values = await logits.data<'float32'>();
  logits.dispose();
  const { vocabularySize } = network;
  return batch.map(({ prompt, continuation }, row) =>
    Float64Array.from(continuation, (token, i) => {
      const start = (row * longest + prompt.length + i - 1) * vocabularySize;
      return logSoftmaxAt(values.subarray(start, start + vocabularySize), token);
    }),
  );
}
