import type { Span } from './span.js';
import { formatTable } from './table.js';

/** Names with their values, one a line; an empty name goes on with the value above. */
export function formatFields(fields: readonly (readonly [string, Span])[]): readonly (readonly Span[])[] {
  const rows = fields.map(([name, value]): readonly Span[] => [{ text: name, tone: 'quiet' }, value]);
  return formatTable([{ title: '' }, { title: '' }], rows).slice(1);
}
