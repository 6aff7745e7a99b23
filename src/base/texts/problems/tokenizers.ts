import * as l10n from '@vscode/l10n';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for tokenizers and vocabularies. */
export const tokenizerProblems = {
  'token-outside': ({ token, size }) => ({
    what: l10n.t('The token {0} is not one of the {1} tokens of the network.', token, size),
    advice: l10n.t('Use the tokenizer that belongs to the network.'),
  }),
  'token-unknown': ({ token }, { model }) => ({
    what:
      model === undefined
        ? l10n.t('The vocabulary of the result has no token {0}.', token)
        : l10n.t('{0} has no token {1}, or no embedding for it.', model, token),
    advice: l10n.t('Check the spelling; special characters belong to the token.'),
  }),
  'tokenizer-invalid': ({ detail }) => ({
    what: l10n.t('The file of the tokenizer is malformed: {0}', detail),
    advice: l10n.t('Fetch or save the tokenizer again.'),
  }),
  'tokenizer-missing': () => ({
    what: l10n.t('This model has no tokenizer, and its vocabulary is needed.'),
    advice: l10n.t('Put the files of its tokenizer into its folder, or leave tokenizer_source out.'),
  }),
  'tokenizer-unreadable': ({ file }) => ({
    what: l10n.t('The vocabulary of {0} cannot be read.', file),
    advice: l10n.t('Load the tokenizer with transformers and save it again, which writes tokenizer.json.'),
  }),
  'tokenizers-differ': ({ other, tokens }) => ({
    what: l10n.t('{0} tokens are others here than in {1}, so that rows of different tokens are merged.', tokens, other),
    advice: l10n.t('Say which vocabulary the result has with tokenizer_source.'),
  }),
} satisfies Partial<ProblemTexts>;
