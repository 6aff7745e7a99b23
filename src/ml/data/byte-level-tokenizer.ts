/** Tokens of every tokenizer of our own, with the ids 0, 1 and 2: beginning and end of a text, and filling. */
const specialTokens = ['<s>', '</s>', '<pad>'] as const;

/**
 * `tokenizer.json` and `tokenizer_config.json` of a byte-level tokenizer: the special tokens, the 256 bytes, then `words` in
 * the characters that stand for bytes. With merges words are put together by them; without, a word between two breaks that is a
 * token stays whole, and every other one falls apart into bytes.
 */
export function byteLevelTokenizerFiles(options: {
  readonly words: readonly string[];
  /** The longest text, in tokens. */
  readonly positions: number;
}): ReadonlyMap<string, string> {
  const { words, positions } = options;
  const tokens = [...specialTokens, ...byteCharacters(), ...words];
  const added = specialTokens.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '<s>', type_id: 1 } },
        { Sequence: { id: 'B', type_id: 1 } },
      ],
      special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
    },
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: true,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: [],
    },
  };
  const configuration = {
    add_bos_token: true,
    bos_token: '<s>',
    clean_up_tokenization_spaces: false,
    eos_token: '</s>',
    model_max_length: positions,
    pad_token: '<pad>',
    tokenizer_class: 'PreTrainedTokenizerFast',
  };
  return new Map([
    ['tokenizer.json', formatJson(tokenizer)],
    ['tokenizer_config.json', formatJson(configuration)],
  ]);
}

/** The characters that stand for the bytes 0 to 255: visible ones for themselves, the others from U+0100 on. */
function byteCharacters(): readonly string[] {
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const isVisible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(isVisible ? byte : 256 + others++);
  });
}

/** A word in the characters that stand for the bytes of its UTF-8. */
export function inByteCharacters(word: string): string {
  const characters = byteCharacters();
  return [...new TextEncoder().encode(word)].map((byte) => characters[byte] ?? '').join('');
}

/** JSON with the indentation that Hugging Face writes. */
function formatJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
