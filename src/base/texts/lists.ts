import * as l10n from '@vscode/l10n';

/** "a, b or c". */
export function orList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : l10n.t('{0} or {1}', items.slice(0, -1).join(', '), last);
}

/** "a, b and c". */
export function andList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : l10n.t('{0} and {1}', items.slice(0, -1).join(', '), last);
}
