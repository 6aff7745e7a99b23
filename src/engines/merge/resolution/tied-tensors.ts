/**
 * Tensors that a checkpoint may leave out because they are another one: an output head that shares the input embeddings,
 * or the embeddings of T5's two halves. Names alone tell; the few that matter are the same across architectures.
 */
import type { OpenedModel } from './opened-model.js';

const HEAD = /(^|\.)(lm_head|embed_out|lm_head\.decoder|cls\.predictions\.decoder)\.weight$/;
const EMBEDDING_OF_HALF = /(^|\.)(encoder|decoder)\.embed_tokens\.weight$/;
const INPUT_EMBEDDING = /(^|\.)(shared|embed_tokens|wte|word_embeddings|tok_embeddings|embed_in)\.weight$/;
const HEAD_BIAS = /(^|\.)(lm_head\.decoder|cls\.predictions\.decoder)\.bias$/;
const VOCABULARY_BIAS = /(^|\.)(lm_head|embed_out|lm_head\.decoder|cls\.predictions|cls\.predictions\.decoder)\.bias$/;
const OPTIONAL =
  /rotary_emb\.inv_freq$|(^|\.)h\.\d+\.attn\.(masked_)?bias$|(^|\.)position_ids$|(^|\.)attn\.masked_bias$/;

/** True of the matrix that turns a model's last layer into scores of tokens. */
export function isOutputHead(name: string): boolean {
  return HEAD.test(name);
}

/** True of the matrix that has a row for each token. */
export function isWordEmbedding(name: string): boolean {
  return INPUT_EMBEDDING.test(name);
}

/** True of every tensor whose first dimension is the vocabulary. */
export function isOverVocabulary(name: string): boolean {
  return isWordEmbedding(name) || isOutputHead(name) || VOCABULARY_BIAS.test(name);
}

/** True of buffers that models compute when they are loaded, so that a file may hold them or not. */
export function isOptionalBuffer(name: string): boolean {
  return OPTIONAL.test(name);
}

/** What the configuration says of head and embeddings being one; undefined where it says nothing. */
export function tiesHead(config: unknown): boolean | undefined {
  for (const one of [config, property(config, 'text_config')]) {
    const value = property(one, 'tie_word_embeddings');
    if (typeof value === 'boolean') {
      return value;
    }
  }
  return undefined;
}

/** The tensor that stands for `name` in a model that leaves it out; undefined where nothing does. */
export function tiedName(name: string, model: Pick<OpenedModel, 'tensors' | 'checkpoint'>): string | undefined {
  if (tiesHead(model.checkpoint.config) === false) {
    return undefined;
  }
  if (HEAD_BIAS.test(name)) {
    const bias = name.replace('.decoder.bias', '.bias');
    return model.tensors.has(bias) ? bias : undefined;
  }
  if (!isOutputHead(name) && !EMBEDDING_OF_HALF.test(name)) {
    return undefined;
  }
  const embeddings = [...model.tensors.keys()].filter((one) => INPUT_EMBEDDING.test(one) && one !== name);
  return embeddings.find((one) => /(^|\.)shared\.weight$/.test(one)) ?? embeddings[0];
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
