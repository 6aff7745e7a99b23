import { modelsmithError } from '../../base/errors.js';
import type { FieldReader } from './read-fields.js';

/** transformers' own default deviation of first weights. */
const DEVIATION = 0.02;

/** Deviation of the normal distribution that first weights are drawn from. */
export function readDeviation(fields: FieldReader): number {
  return fields.number('initializer_range', DEVIATION);
}

/** A probability of dropout; none where the configuration has no such key (Hugging Face writes all that a network knows). */
export function readDropout(fields: FieldReader, key: string): number {
  const probability = fields.number(key, 0);
  if (!(probability >= 0 && probability < 1)) {
    throw modelsmithError('value-range', { value: probability, minimum: 0, below: 1 }, fields.at(key));
  }
  return probability;
}

/** Classes of a classifier: the labels that are named, else `num_labels`, else two. */
export function readClasses(fields: FieldReader): number {
  const labels = Object.keys(fields.mapping('id2label')).length;
  return labels > 0 ? labels : fields.size('num_labels', { fallback: 2 });
}

/** The padding token's row of an embedding, which begins at zero; undefined where the vocabulary has none. */
export function readPaddingRow(fields: FieldReader, vocabularySize: number): number | undefined {
  const token = fields.has('pad_token_id') ? fields.number('pad_token_id') : undefined;
  return token !== undefined && Number.isInteger(token) && token >= 0 && token < vocabularySize ? token : undefined;
}
