import { compareCodePoints } from '../../base/compare-code-points.js';
import { formatJson, sampleArchitecture } from './sample-architecture.js';
import { sampleText } from './sample-text.js';

const SPECIAL = ['<s>', '</s>', '<pad>'] as const;

/**
 * Files of a byte-level tokenizer with byte-pair merges (Sennrich et al., 2016, on bytes as GPT-2 has it), learned from a
 * text of our own until the vocabulary has the models' size. Every text can be encoded, and nothing in it is random.
 */
export function sampleTokenizerFiles(): ReadonlyMap<string, string> {
  const alphabet = byteCharacters();
  const merges = learnMerges(sampleText, sampleArchitecture.vocabulary - SPECIAL.length - alphabet.length);
  const tokens = [...SPECIAL, ...alphabet, ...merges.map(([left, right]) => left + right)];
  const added = SPECIAL.map((content, id) => ({
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
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges.map(([left, right]) => `${left} ${right}`),
    },
  };
  const configuration = {
    add_bos_token: true,
    bos_token: '<s>',
    clean_up_tokenization_spaces: false,
    eos_token: '</s>',
    model_max_length: sampleArchitecture.positions,
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

type Pair = readonly [string, string];

/** Joins the most frequent neighbours over and over; of equally frequent ones the first by code point. */
function learnMerges(text: string, count: number): readonly Pair[] {
  const characters = byteCharacters();
  const words = (text.match(/'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu) ?? []).map(
    (word) => [...new TextEncoder().encode(word)].map((byte) => characters[byte] ?? ''),
  );
  const merges: Pair[] = [];
  while (merges.length < count) {
    const best = mostFrequentPair(words);
    if (best === undefined) {
      throw new RangeError(`the text has only ${String(merges.length)} merges`);
    }
    merges.push(best);
    for (const word of words) {
      joinPair(word, best);
    }
  }
  return merges;
}

function mostFrequentPair(words: readonly (readonly string[])[]): Pair | undefined {
  const counts = new Map<string, { readonly pair: Pair; count: number }>();
  for (const word of words) {
    for (let i = 0; i + 1 < word.length; i++) {
      const pair: Pair = [word[i] ?? '', word[i + 1] ?? ''];
      const key = pair.join(' ');
      const known = counts.get(key) ?? { pair, count: 0 };
      known.count++;
      counts.set(key, known);
    }
  }
  const [best] = [...counts].sort(([a, { count: x }], [b, { count: y }]) => y - x || compareCodePoints(a, b));
  return best?.[1].pair;
}

function joinPair(word: string[], [left, right]: Pair): void {
  for (let i = 0; i + 1 < word.length; i++) {
    if (word[i] === left && word[i + 1] === right) {
      word.splice(i, 2, left + right);
    }
  }
}
