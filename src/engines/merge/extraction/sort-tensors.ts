import type { ErrorCode } from '../../../base/errors.js';
import { isFloatDtype } from '../../../ml/tensors/dtypes.js';
import { compareNatural } from '../resolution/compare-natural.js';
import { isInputEmbedding } from '../resolution/layers.js';
import type { ModelTensor, OpenedModel } from '../resolution/opened-model.js';
import type { ProblemList } from '../resolution/problem-list.js';
import {
  isOptionalBuffer,
  isOutputHead,
  isOverVocabulary,
  isWordEmbedding,
  tiedName,
} from '../resolution/tied-tensors.js';
import type { ExtractSpec } from '../spec/extract-schema.js';

/** A tensor of the fine-tune beside that of the base. */
export interface TensorPair {
  readonly name: string;
  /** The name without its last part: what PEFT calls the module. */
  readonly module: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly tuned: ModelTensor;
  /** Undefined where the base has another shape, so that only the whole will do. */
  readonly base: ModelTensor | undefined;
}

/** A matrix that becomes a product of two thin ones. */
export interface LoraPair extends TensorPair {
  readonly base: ModelTensor;
  readonly rows: number;
  readonly columns: number;
  /** An embedding has its tokens in rows, so that its product lies across. */
  readonly isEmbedding: boolean;
}

export interface SortedTensors {
  readonly lora: readonly LoraPair[];
  /** Saved as they are where they changed. */
  readonly saved: readonly TensorPair[];
  /** As they are in the base, changed or not. */
  readonly left: readonly TensorPair[];
}

/** Embeddings of distances, not of what goes in: modules that aren't linear although they hold a matrix. */
const TABLE = /relative_attention_bias|relative_position_bias_table/;

/** Decides what becomes of each tensor of a fine-tune. What doesn't fit the base goes to `problems`. */
export function sortTensors(
  spec: ExtractSpec,
  models: { readonly base: OpenedModel; readonly tuned: OpenedModel },
  problems: ProblemList,
): SortedTensors {
  const { base, tuned } = models;
  const lora: LoraPair[] = [];
  const saved: TensorPair[] = [];
  const left: TensorPair[] = [];
  const tell = (code: 'merge-tensor-missing', name: string, model: OpenedModel, other: OpenedModel): void => {
    problems.add(code, { other: other.reference }, { model: model.reference, tensor: name });
  };
  for (const name of base.tensors.keys()) {
    if (!tuned.tensors.has(name) && tiedName(name, tuned) === undefined && !isOptionalBuffer(name)) {
      tell('merge-tensor-missing', name, tuned, base);
    }
  }
  for (const name of [...tuned.tensors.keys()].sort(compareNatural)) {
    const here = tuned.tensors.get(name);
    const there = base.tensors.get(name) ?? base.tensors.get(tiedName(name, base) ?? '');
    if (here === undefined || isOptionalBuffer(name)) {
      continue;
    }
    if (there === undefined) {
      tell('merge-tensor-missing', name, base, tuned);
      continue;
    }
    if (!isFloatDtype(here.dtype) || !isFloatDtype(there.dtype)) {
      const isWhole = /^(BOOL|[IU]\d+)$/.test(here.dtype) && here.dtype === there.dtype;
      if (!isWhole) {
        problems.add('dtype-unsupported', { dtype: here.dtype }, { model: tuned.reference, tensor: name });
      }
      continue;
    }
    const module = name.slice(0, Math.max(0, name.lastIndexOf('.')));
    const pair = { name, module, shape: here.shape, elements: here.elements, tuned: here, base: there };
    const way = wayOf(spec, pair);
    if (here.shape.join() !== there.shape.join()) {
      const other = { other: base.reference, otherShape: there.shape };
      const where = { model: tuned.reference, tensor: name };
      if (way === 'save') {
        saved.push({ ...pair, base: undefined });
      }
      // A vocabulary that grew: the whole matrix fits a model whose embeddings are resized before.
      const isGrown = way === 'save' && isOverVocabulary(name);
      problems.add('merge-shapes-differ', { shape: here.shape, ...other }, where, isGrown ? 'warning' : 'error');
    } else if (way === 'lora' || way === 'embedding') {
      const [rows = 0, columns = 0] = here.shape;
      lora.push({ ...pair, rows, columns, isEmbedding: way === 'embedding' });
    } else {
      (way === 'save' ? saved : left).push(pair);
    }
  }
  checkNames(spec, [...lora, ...saved, ...left], problems);
  return { lora, saved, left };
}

/** True when a name in the file means the module: by its whole name, or how that ends. */
export function means(name: string, module: string): boolean {
  return module === name || module.endsWith(`.${name}`);
}

function wayOf(spec: ExtractSpec, { name, module, shape }: TensorPair): 'lora' | 'embedding' | 'save' | 'leave' {
  const isMatrix = shape.length === 2 && name.endsWith('.weight') && shape.every((size) => size > 0);
  const { targets, exclude = [], embeddings, head, others } = spec;
  if (exclude.some((one) => means(one, module))) {
    return 'leave';
  }
  if (isOutputHead(name)) {
    return head;
  }
  if (isMatrix && (isWordEmbedding(name) || isInputEmbedding(name))) {
    return embeddings === 'lora' ? 'embedding' : embeddings;
  }
  if (!isMatrix || TABLE.test(name)) {
    return others;
  }
  return targets === undefined || targets.some((one) => means(one, module)) ? 'lora' : 'leave';
}

/** A name that means no module is a mistake. */
function checkNames(spec: ExtractSpec, pairs: readonly TensorPair[], problems: ProblemList): void {
  const code = 'lora-module-unknown' satisfies ErrorCode;
  for (const key of ['targets', 'exclude'] as const) {
    for (const [index, name] of (spec[key] ?? []).entries()) {
      if (!pairs.some(({ module }) => means(name, module))) {
        problems.add(code, { name }, { key: `${key}.${String(index)}` });
      }
    }
  }
}
