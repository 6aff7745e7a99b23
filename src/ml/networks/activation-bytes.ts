import { isRecord } from '../../base/plain-record.js';
import type { Weight } from './network.js';
import type { NetworkDescription } from './read-fields.js';

/** What one step computes with. */
export interface StepExtent {
  readonly batch: number;
  /** The longest text; networks of images have none. */
  readonly tokens?: number;
  /** Forward alone: nothing is kept for gradients. */
  readonly isTraining: boolean;
}

const BYTES = 4;
/**
 * What is held at the peak for every number that a layer gives: its output, what normalisation and activation make of it,
 * what their gradients keep, and the gradients on their way back. By measurement: WebAssembly holds up to 13 of images,
 * where batch normalisation is made of small operations, TensorFlow's library up to 8.
 */
const COPIES = { image: 14, spiking: 20, text: 6 } as const;
/** Of the scores of all pairs of tokens: scores, shares, those that dropout leaves, and their gradients. */
const PAIR_COPIES = 5;
/** Of the logits over a vocabulary: logits, their exponentials, and the gradients of both. */
const VOCABULARY_COPIES = 8;
/** Without gradients; layers that aren't tidied hold all that they compute. */
const FORWARD_SHARE = 0.5;
/** Tables of vectors: what is looked up, not what is multiplied with. */
const TABLE = /(?:embeddings\.|embed_tokens|\.wte|\.wpe|^shared|relative_attention_bias)/;
const QUERY = /(?:\.query|\.q_proj|\.c_attn|\.q)\.weight$/;

/**
 * An upper estimate of the memory (bytes) that the activations of one training step take at their peak, from the weights'
 * names and shapes and what the network was built from. Between 1 and 3 times what is measured on the networks of the
 * tests; gradients of weights and a backend's own scratch memory aren't in it.
 */
export function activationBytes(
  weights: readonly Weight[],
  description: NetworkDescription,
  extent: StepExtent,
): number {
  const elements =
    typeof description['model_type'] === 'string'
      ? textElements(weights, description, extent)
      : imageElements(weights, description, extent);
  return Math.ceil(BYTES * elements * (extent.isTraining ? 1 : FORWARD_SHARE));
}

function imageElements(weights: readonly Weight[], description: NetworkDescription, { batch }: StepExtent): number {
  const steps = description['type'] === 'sew-resnet' ? numberOf(description['time_steps'], 4) : 1;
  const image = isRecord(description['image']) ? description['image'] : {};
  const [height, width] = [numberOf(image['height'], 1), numberOf(image['width'], 1)];
  let elements = height * width * numberOf(image['channels'], 1);
  for (const { name, variable } of weights) {
    const shape: readonly number[] = variable.shape;
    const { rank } = variable;
    if (rank === 4) {
      const halvings = halvingsAt(name, description);
      const pixels = Math.ceil(height / 2 ** halvings) * Math.ceil(width / 2 ** halvings);
      elements += steps * pixels * (shape[3] ?? 0);
    } else if (rank === 2) {
      elements += shape[0] ?? 0;
    }
  }
  return batch * elements * (steps > 1 ? COPIES.spiking : COPIES.image);
}

/** How often height and width have been halved at a convolution, at least. */
function halvingsAt(name: string, description: NetworkDescription): number {
  const number = Number(/\d+/.exec(name)?.[0] ?? 1) - 1;
  if (description['type'] === 'cnn') {
    return description['pooling'] === 'none' ? 0 : number;
  }
  const first = description['form'] === 'imagenet' ? 2 : 0;
  return name.startsWith('conv') ? first / 2 : first + number;
}

function textElements(
  weights: readonly Weight[],
  description: NetworkDescription,
  { batch, tokens = 1 }: StepExtent,
): number {
  const rows = batch * tokens;
  const layers = weights.filter(({ name, variable }) => variable.rank === 2 && !TABLE.test(name));
  const hidden = numberOf(description['hidden_size'] ?? description['n_embd'] ?? description['d_model'], 768);
  const heads = numberOf(description['num_attention_heads'] ?? description['n_head'] ?? description['num_heads'], 12);
  const vocabulary = numberOf(description['vocab_size'], 0);
  const perRow = layers
    .filter(({ variable }) => variable.shape[0] !== vocabulary)
    .reduce((sum, { variable }) => sum + Math.max(...variable.shape), hidden);
  const attentions = layers.filter(({ name }) => QUERY.test(name)).length;
  const pairs = attentions * heads * batch * tokens * tokens;
  const isClassifier = layers.some(({ name }) => name.startsWith('classifier'));
  const logits = isClassifier ? 0 : rows * vocabulary;
  return COPIES.text * rows * perRow + PAIR_COPIES * pairs + VOCABULARY_COPIES * logits;
}

const numberOf = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
