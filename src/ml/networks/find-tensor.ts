import type { SourceTensor, TensorSource } from './tensor-source.js';

/** What the names of a model's body begin with in a model that has a head besides. */
const BODY = /^(?:bert|roberta|transformer|model)\./;

/**
 * The tensor of a weight's torch name, also in a checkpoint of the body alone, without the prefix, or with the old names of
 * norms (`gamma`, `beta`).
 */
export function findTensor(source: TensorSource, name: string): SourceTensor | undefined {
  const oldName = name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
  for (const candidate of [name, name.replace(BODY, ''), oldName, oldName.replace(BODY, '')]) {
    const tensor = source.find(candidate);
    if (tensor !== undefined) {
      return tensor;
    }
  }
  return undefined;
}
