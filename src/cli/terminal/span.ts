/** How a piece of text is meant; never the only sign of it, since colours may be off. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'warning' | 'error';

/** A piece of a line. Its text may hold anything: the terminal neutralises it before it is written. */
export type Span = string | { readonly text: string; readonly tone: Tone };

export function spanText(span: Span): string {
  return typeof span === 'string' ? span : span.text;
}
