import type { Problem } from '../../base/errors.js';

/**
 * Whether a candidate failed by itself, so that it loses and others go on: it can't be made, loaded or scored. A full disk, data
 * that can't be read and the like are nothing that a candidate is to blame for.
 */
export function isCandidatesFault(problems: readonly Problem[]): boolean {
  return problems.every(({ code }) =>
    /^(evaluator|merge|network|tensor|checkpoint|safetensors|dtype|sequence|token|tokenizer)-/.test(code),
  );
}
