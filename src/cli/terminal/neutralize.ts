/** Zero-width joiners hold letters and emoji together; every other format character can hide or reorder what is shown. */
const HOSTILE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text as a terminal may show it: characters that would steer it (escape sequences that move the cursor, rename the
 * window or paste commands) or reorder the line become `\u{…}`. Names of tensors, files and runs come from strangers.
 */
export function neutralize(text: string): string {
  return text.replace(HOSTILE, (character) =>
    character === '\t' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
