import type { ModelTensor, OpenedModel } from '../resolution/opened-model.js';
import { sourceOf, type TensorSource } from '../resolution/planned-tensor.js';
import type { ProblemList } from '../resolution/problem-list.js';
import { tiedName } from '../resolution/tied-tensors.js';
import type { VocabularyPlan } from './plan-vocabulary.js';

/**
 * A tensor over the vocabulary, with the rows of the result's vocabulary. Undefined where its rows stay as they are. What
 * another model lacks of it goes to `problems`.
 */
export function withRows(
  location: ModelTensor,
  model: OpenedModel,
  { vocabulary, problems }: { readonly vocabulary: VocabularyPlan | undefined; readonly problems: ProblemList },
): { readonly location: ModelTensor; readonly source: TensorSource } | undefined {
  const map = vocabulary?.maps.get(model.identity);
  const [ownRows, ...rest] = location.shape;
  if (vocabulary === undefined || map === undefined || ownRows !== vocabulary.ownRows.get(model.identity)) {
    return undefined;
  }
  const { rows } = vocabulary;
  const columns = rest.reduce((product, size) => product * size, 1);
  const source = sourceOf(model.reference, location);
  const matrices = map.matrices.map((other) => {
    const name = other.tensors.has(location.name) ? location.name : tiedName(location.name, other);
    const matrix = name === undefined ? undefined : other.tensors.get(name);
    if (matrix === undefined) {
      const where = { model: other.reference, tensor: location.name };
      problems.add('merge-tensor-missing', { other: model.reference }, where);
    }
    return sourceOf(other.reference, matrix ?? location);
  });
  return {
    location: { ...location, shape: [rows, ...rest], elements: rows * columns },
    source: { ...source, rows: { columns, map: { rows: map.rows, blends: map.blends, matrices } } },
  };
}
