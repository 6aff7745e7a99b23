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
  'runtime-archive': ({ file }) => ({
    what: l10n.t('{0} does not hold what was expected.', file),
    advice: l10n.t('Try again; report it if it happens again.'),
  }),
  'runtime-checksum': ({ file, expected, found }) => ({
    what: l10n.t('{0} has the checksum {1} instead of {2}. It was not used.', file, found, expected),
    advice: l10n.t('Try again; something on the way may have changed it.'),
  }),
  'runtime-download': ({ url, reason }) => ({
    what: l10n.t('{0} cannot be downloaded: {1}.', url, clause(reason)),
    advice: l10n.t('Check the connection. Without the library, runs compute with WebAssembly.'),
  }),
  'runtime-tool-failed': ({ tool, output }) => ({
    what: l10n.t('{0} failed: {1}.', tool, clause(output)),
    advice: l10n.t('Without the library, runs compute with WebAssembly.'),
  }),
  'runtime-tool-missing': ({ tool }) => ({
    what: l10n.t('The program {0} is needed and was not found.', tool),
    advice: l10n.t('Install it and try again. Without the library, runs compute with WebAssembly.'),
  }),
  'runtime-unsupported': ({ platform }) => ({
    what: l10n.t('There is no TensorFlow library for {0}.', platform),
    advice: l10n.t('Runs compute with WebAssembly here.'),
  }),
} satisfies Partial<ProblemTexts>;
