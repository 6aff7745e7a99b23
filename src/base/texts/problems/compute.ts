import * as l10n from '@vscode/l10n';
import { backendReason } from '../backend-reasons.js';
import { clause } from '../clause.js';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for what computes with tensors, and for its installation. */
export const computeProblems = {
  'backend-unavailable': ({ backend, reason, detail }) => ({
    what:
      detail === ''
        ? l10n.t('The backend {0} cannot be used: {1}.', backend, backendReason(reason))
        : l10n.t('The backend {0} cannot be used: {1} ({2}).', backend, backendReason(reason), clause(detail)),
    advice: l10n.t('Install it with modelsmith install-tensorflow, or set resources.backend to auto.'),
  }),
} satisfies Partial<ProblemTexts>;
