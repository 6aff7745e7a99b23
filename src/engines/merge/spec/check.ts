import type { SpecIssue } from '../../../experiments/kind.js';
import type { MergeSpec } from './schema.js';

/** What is wrong with a merge that its schema can't say and that no model needs to be read for. */
export function checkMergeSpec(_spec: MergeSpec): readonly SpecIssue[] {
  return [];
}
