import type { ErrorCode, Problem } from '../../base/errors.js';
import type { KeyPath } from '../../base/key-path.js';

/** Of a single model, adapter, tokenizer or place: true whatever the merge turns out to be. */
const OF_FILES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'adapter-invalid',
  'adapter-shape',
  'adapter-target-missing',
  'adapter-unsupported',
  'checkpoint-ambiguous',
  'checkpoint-format',
  'checkpoint-missing',
  'checkpoint-not-weights',
  'checkpoint-quantized',
  'config-invalid',
  'dtype-unsupported',
  'file-missing',
  'file-refused',
  'file-unreadable',
  'output-exists',
  'output-holds-more',
  'output-inside-input',
  'output-not-a-folder',
  'output-not-a-model',
  'output-under-a-file',
  'output-unwritable',
  'safetensors-invalid',
  'shard-index-invalid',
  'shard-missing',
  'shard-outside',
  'tensor-in-two-shards',
  'tensor-missing',
  'tensor-not-in-shard',
  'tokenizer-invalid',
  'tokenizer-unreadable',
]);

/** Of models that don't go together: true unless the file says which of their tensors do. */
const OF_TENSORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'merge-buffer-differs',
  'merge-dtypes-mixed',
  'merge-shapes-differ',
  'merge-tensor-missing',
  'merge-vocabulary-differs',
]);

const CHOOSING_TENSORS = ['modules', 'slices', 'stages', 'tokenizer', 'tokenizer_source'];

/**
 * Of the problems of a merge whose file has errors, those that remain when the errors are mended. `removed` is what is
 * missing from the spec because of them.
 */
export function draftProblems(problems: readonly Problem[], removed: readonly KeyPath[]): readonly Problem[] {
  const isGone = (key: string): boolean => removed.some(([first]) => first === key);
  const choosesTensors =
    CHOOSING_TENSORS.some(isGone) ||
    removed.some(([first, second]) => first === 'parameters' && (second === undefined || second === 'exclude'));
  // What isn't there may be the name of a stage that is wrong.
  const isStageGone = isGone('stages');
  const remains = (code: string): boolean =>
    (OF_FILES.has(code as ErrorCode) && !(isStageGone && code === 'checkpoint-missing')) ||
    (OF_TENSORS.has(code as ErrorCode) && !choosesTensors);
  return problems.filter((one) => remains(one.code === 'problems-more' ? one.arguments.code : one.code));
}
