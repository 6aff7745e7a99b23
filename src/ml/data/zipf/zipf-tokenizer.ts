import { byteLevelTokenizerFiles, inByteCharacters } from '../byte-level-tokenizer.js';
import { firstNames, relations, surnames } from './words.js';

/** Texts of the world have some hundred tokens; a prompt with many examples may have more. */
const POSITIONS = 512;

/**
 * Files of the tokenizer for every world: each word is one token, with the space before it where there is one; other text
 * falls apart into bytes.
 */
export function zipfTokenizerFiles(): ReadonlyMap<string, string> {
  return byteLevelTokenizerFiles({ words: zipfWords().map(inByteCharacters), positions: POSITIONS });
}

/** Every word that a text can hold, in a fixed order, each once. Questions begin lines; names and answers don't. */
function zipfWords(): readonly string[] {
  const asked = relations.flatMap(({ wordings }) =>
    wordings.flatMap((wording) => wording.replace('{}', '').match(/^\p{L}+| \p{L}+/gu) ?? []),
  );
  const told = [...firstNames, ...surnames, ...relations.flatMap(({ answers }) => answers)];
  return [...new Set([...asked, ...told.map((word) => ` ${word}`)])];
}
