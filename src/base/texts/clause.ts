/** Someone else's words as a part of a sentence of ours: one line, without the full stop, which the sentence brings. */
export function clause(words: string): string {
  return words.replace(/\s+/g, ' ').replace(/[\s.:;,!]+$/, '');
}
