import type { RandomStream } from '../../../base/random.js';
import { addOuterProduct, addRow, dotRow, project, projectBack } from '../kernels/linear-layer.js';

/** Texts as a frozen encoder gives them: texts x features, row by row. */
export interface Encodings {
  readonly values: Float32Array | Float64Array;
  readonly features: number;
}

/** A question and the candidates that were preselected for it, as rows of encodings. */
export interface RankedQuestion {
  readonly questions: Encodings;
  readonly question: number;
  readonly pool: Encodings;
  readonly candidates: readonly number[];
}

/**
 * The trainable part of the ranker: one linear layer `E(x) = W x + b` on encodings, the same for questions and candidates.
 * `weights` holds W (width x features, row by row) and then b (width); training changes it in place.
 */
export interface Ranker {
  readonly features: number;
  readonly width: number;
  readonly weights: Float64Array;
}

/** A ranker before training: W and b uniform within ±1/sqrt(features), as linear layers usually begin. */
export function createRanker(features: number, width: number, random: RandomStream): Ranker {
  const bound = 1 / Math.sqrt(features);
  const weights = new Float64Array(width * (features + 1));
  random.fillUniform(weights, 0);
  for (let i = 0; i < weights.length; i++) {
    weights[i] = (2 * (weights[i] ?? 0) - 1) * bound;
  }
  return { features, width, weights };
}

/**
 * `S(q, c) = softmax over the preselected of E(q) . E(c)`, one number a candidate, in their order. Computed as
 * `(W'E(q)) . c + E(q) . b`, so that no candidate has to be projected. arXiv 2410.23605, section 3.
 */
export function scoreCandidates(ranker: Ranker, asked: RankedQuestion): Float64Array {
  const { features, width, weights } = ranker;
  const { pool, candidates } = asked;
  const back = new Float64Array(features);
  const encoded = encodeQuestion(ranker, asked);
  projectBack(back, weights, encoded);
  const shift = dotRow(encoded, weights, width * features);
  return softmax(Float64Array.from(candidates, (row) => dotRow(back, pool.values, row * features) + shift));
}

/**
 * Adds to `gradient` (laid out like the weights) what a loss has whose derivative to a question's logits is `toLogits`. With
 * `v = sum of toLogits c` and `s = sum of toLogits`: dW = E(q) v' + (W v + s b) q', db = s E(q) + W v + s b.
 */
export function addRankerGradient(
  ranker: Ranker,
  asked: RankedQuestion,
  { toLogits, gradient }: { readonly toLogits: Float64Array; readonly gradient: Float64Array },
): void {
  const { features, width, weights } = ranker;
  const { questions, question, pool, candidates } = asked;
  const encoded = encodeQuestion(ranker, asked);
  const mixed = new Float64Array(features);
  let sum = 0;
  for (const [i, row] of candidates.entries()) {
    const weight = toLogits[i] ?? 0;
    sum += weight;
    addRow(mixed, weight, pool.values, row * features);
  }
  const toQuestion = new Float64Array(width);
  project(toQuestion, weights, mixed, 0, features);
  // `project` adds b once; the candidates together bring it in `sum` times.
  addRow(toQuestion, sum - 1, weights, width * features);
  addOuterProduct(gradient, encoded, mixed, 0, features);
  addOuterProduct(gradient, toQuestion, questions.values, question * features, features);
  const toBias = gradient.subarray(width * features);
  addRow(toBias, sum, encoded, 0);
  addRow(toBias, 1, toQuestion, 0);
}

function encodeQuestion({ features, width, weights }: Ranker, { questions, question }: RankedQuestion): Float64Array {
  const encoded = new Float64Array(width);
  project(encoded, weights, questions.values, question * features, features);
  return encoded;
}

function softmax(logits: Float64Array): Float64Array {
  const most = logits.reduce((largest, logit) => Math.max(largest, logit), Number.NEGATIVE_INFINITY);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
