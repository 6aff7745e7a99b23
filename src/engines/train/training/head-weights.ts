import type { Weight } from '../../../ml/networks/network.js';

/** Names of last layers: of image networks, BERT and RoBERTa, language models. */
const HEAD = /^(?:fc|classifier|score|lm_head)\./;

/** Whether a weight belongs to the last layer, which other classes need anew. */
export function isHeadWeight({ name }: Pick<Weight, 'name'>): boolean {
  return HEAD.test(name);
}
