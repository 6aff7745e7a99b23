/** Brackets, quotes, dashes and the marks of sentences; not `#`, `%`, `&` and the like, which tell names apart (C#). */
const SENTENCE_MARKS = String.raw`[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Pd}.,;:!?"'…、。¡¿\u0060]`;
/** A minus before a number, and what stands between two digits (3.14, 1,000, 10:30), is part of the number. */
const MARKS = new RegExp(String.raw`(-(?=\p{N})(?<!\p{N}-)|(?<=\p{N})[.,:](?=\p{N}))|${SENTENCE_MARKS}`, 'gu');

/**
 * A text as answers are compared: compatible characters made the same (NFKC), lower case, the marks of sentences turned into
 * spaces, white space single and none around. A text of nothing but marks keeps them.
 */
export function plainText(text: string): string {
  const folded = text.normalize('NFKC').replaceAll('\u2212', '-').toLowerCase();
  const plain = singleSpaced(folded.replace(MARKS, (_mark, kept?: string) => kept ?? ' '));
  return plain === '' ? singleSpaced(folded) : plain;
}

const singleSpaced = (text: string): string => text.replace(/\s+/gu, ' ').trim();
