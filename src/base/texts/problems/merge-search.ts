import * as l10n from '@vscode/l10n';
import { candidateName } from '../candidates.js';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for merges that are scored. */
export const mergeSearchProblems = {
  'merge-chosen-by-score': ({ trials }) => ({
    what: l10n.t('The result is the best of {0} by this very score, which therefore flatters it.', trials),
    advice: l10n.t('Before you rely on it, score it on data that took no part in the choice.'),
  }),
  'merge-no-better': ({ rivals, method }) => ({
    what: l10n.t(
      'At least as good as the result of {0}: {1}.',
      method,
      rivals.map(({ role, model }) => candidateName(role, model)).join(', '),
    ),
    advice: l10n.t('Look at the table of the candidates before you choose.'),
  }),
  'merge-nothing-scored': () => ({
    what: l10n.t('No merge could be scored.'),
    advice: l10n.t('Try the command of evaluate in a terminal.'),
  }),
  'merge-scan-lambda': () => ({
    what: l10n.t('Lambda was not searched; of all parameters it matters most.'),
    advice: l10n.t('Add search: parameters.lambda from 0.2 to 2.2 in steps of 0.2.'),
  }),
  'merge-search-key': ({ key }) => ({
    what: l10n.t('{0} is no number of this experiment that can be searched.', key),
    advice: l10n.t('Name a parameter by its path, such as parameters.lambda or models.0.parameters.weight.'),
  }),
  'merge-search-size': ({ candidates, limit }) => ({
    what: l10n.t('The search has {0} candidates or more; at most {1} are allowed.', candidates, limit),
    advice: l10n.t('Each is a merge and an evaluation: take larger steps or fewer keys.'),
  }),
  'merge-search-unscored': () => ({
    what: l10n.t('A search needs to know what is better.'),
    advice: l10n.t('Add an evaluate block, or use matrix to make all the merges.'),
  }),
} satisfies Partial<ProblemTexts>;
