import * as l10n from '@vscode/l10n';
import { andList } from '../lists.js';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for the scoring of candidates. */
export const evaluatorProblems = {
  'evaluator-answer': ({ answer }) => ({
    what: l10n.t('The evaluator answered with something that is not JSON: {0}', answer),
    advice: l10n.t('Let it print its scores as one JSON object, write them to {output}, or set a pattern.'),
  }),
  'evaluator-failed': ({ program, code, output }) => ({
    what:
      output.trim() === ''
        ? l10n.t('{0} ended with {1} and wrote no error.', program, code)
        : l10n.t('{0} ended with {1}: {2}', program, code, output),
    advice: l10n.t('Try the same command in a terminal.'),
  }),
  'evaluator-metric-missing': ({ metric, found }) => ({
    what: l10n.t('The evaluator gave no {0}.', metric),
    advice:
      found.length === 0
        ? l10n.t('It gave no number at all; check metric and pattern.')
        : l10n.t('It gave {0}; set metric to one of them.', andList(found)),
  }),
  'evaluator-metric-not-finite': ({ metric, score }) => ({
    what: l10n.t('The evaluator gave {0} for {1}.', score, metric),
    advice: l10n.t('A score must be a finite number.'),
  }),
  'evaluator-no-report': ({ program }) => ({
    what: l10n.t('{0} wrote no scores, or more than 16 MB of them, to the file that {output} stands for.', program),
    advice: l10n.t('Check the argument that names the file.'),
  }),
  'evaluator-not-started': ({ program, reason }) => ({
    what: l10n.t('{0} could not be started: {1}', program, reason),
    advice: l10n.t('Check the first entry of command; a program that is not on the PATH needs its whole path.'),
  }),
  'evaluator-pattern': ({ pattern, reason }) => ({
    what: l10n.t('{0} is not a regular expression: {1}', pattern, reason),
    advice: l10n.t('Correct the pattern.'),
  }),
  'evaluator-timeout': ({ program, seconds }) => ({
    what: l10n.t('{0} took longer than {1} seconds and was ended.', program, seconds),
    advice: l10n.t('Raise timeout, or give it less to do.'),
  }),
} satisfies Partial<ProblemTexts>;
