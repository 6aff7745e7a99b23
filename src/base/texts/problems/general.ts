import * as l10n from '@vscode/l10n';
import { clause } from '../clause.js';
import type { ProblemTexts } from '../problem-text.js';
import { systemReason } from '../system-reason.js';

/** Sentences for what can happen anywhere. */
export const generalProblems = {
  'disk-full': () => ({
    what: l10n.t('The disk is full.'),
    advice: l10n.t('Free some space, then resume the run.'),
  }),
  'file-missing': ({ file }) => ({
    what: l10n.t('{0} does not exist.', file),
    advice: l10n.t('Check the path; relative paths start from the folder of the experiment file.'),
  }),
  'file-not-utf8': ({ file, byte }) => ({
    what: l10n.t('{0} is not a text in UTF-8: byte {1} belongs to no character.', file, byte),
    advice: l10n.t('Save it as UTF-8.'),
  }),
  'file-refused': ({ file, reason }) => ({
    what: l10n.t('The system refuses to work with {0}: {1}.', file, systemReason(reason)),
    advice: l10n.t('Check the path and its permissions.'),
  }),
  'file-unreadable': ({ file, reason }) => ({
    what: l10n.t('{0} cannot be read: {1}.', file, systemReason(reason)),
    advice: l10n.t('Check the file and its permissions.'),
  }),
  'file-unwritable': ({ file, reason }) => ({
    what: l10n.t('{0} cannot be written: {1}.', file, systemReason(reason)),
    advice: l10n.t('Check the permissions of the folder, or choose another one.'),
  }),
  internal: ({ message }) => ({
    what: l10n.t('Something went wrong inside Modelsmith: {0}.', clause(message)),
    advice: l10n.t('The log has the details; please report them.'),
  }),
  'sample-exists': ({ folder, file }) => ({
    what: l10n.t('{0} already holds {1}, which the sample would replace.', folder, file),
    advice: l10n.t('Choose an empty folder, or allow the sample to replace its files.'),
  }),
} satisfies Partial<ProblemTexts>;
