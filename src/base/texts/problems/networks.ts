import * as l10n from '@vscode/l10n';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for networks: what they are built from, and the weights that are loaded into them. */
export const networkProblems = {
  'network-division': ({ size, parts }) => ({
    what: l10n.t('{0} cannot be divided into {1} equal parts.', size, parts),
    advice: l10n.t('Correct the sizes in the description of the network.'),
  }),
  'network-feature': ({ key, value }) => ({
    what: l10n.t('A network with {0}: {1} cannot be computed.', key, value),
    advice: l10n.t('Use a model without it; the documentation names the networks that can be trained.'),
  }),
  'network-too-large': ({ parameters, limit }) => ({
    what: l10n.t('The network would have {0} parameters or more; at most {1} can be trained here.', parameters, limit),
    advice: l10n.t('Make it smaller, or use a smaller model.'),
  }),
  'sequence-too-long': ({ tokens, limit }) => ({
    what: l10n.t('A text has {0} tokens; the network takes at most {1}.', tokens, limit),
    advice: l10n.t('Shorten the texts, or use a network with more positions.'),
  }),
  'tensor-shape': ({ expected, found }) => ({
    what: l10n.t('The tensor has the shape {0}; the network needs {1}.', found.join(' x '), expected.join(' x ')),
    advice: l10n.t('Check that config.json and the weights belong to the same model.'),
  }),
} satisfies Partial<ProblemTexts>;
