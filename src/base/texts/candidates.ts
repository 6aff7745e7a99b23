import * as l10n from '@vscode/l10n';

/** What a scored candidate is, in words: its role, and the model where it is one as it stands. */
export function candidateName(role: string, model: string): string {
  switch (role) {
    case 'base':
      return l10n.t('base {0}', model);
    case 'input':
      return l10n.t('input {0}', model);
    case 'average':
      return l10n.t('plain average of the inputs');
    case 'task-arithmetic':
      return l10n.t('plain task arithmetic');
    case 'merge':
      return l10n.t('this merge');
    case 'trial':
      return l10n.t('trial');
    default:
      return role;
  }
}

/** Words around scored candidates. Functions, because the bundle of the user's language is loaded after this file. */
export const candidateTexts = {
  title: () => l10n.t('Scored candidates'),
  caption: (metric: string) =>
    l10n.t('Base, inputs and plain merges first; the best of the others by {0} became the result.', metric),
  captionOpen: () => l10n.t('Base, inputs and plain merges first; the best of the others becomes the result.'),
  columnCandidate: () => l10n.t('candidate'),
  columnScore: () => l10n.t('score'),
  columnTime: () => l10n.t('time'),
  columnNote: () => l10n.t('note'),
  chosen: () => l10n.t('chosen'),
  failed: () => l10n.t('failed'),
  remembered: () => l10n.t('remembered'),
  exportCsv: () => l10n.t('Export scores as CSV'),
  /** One candidate in a line. */
  line: (name: string, score: string) => l10n.t('{0}: {1}', name, score),
  plotLabel: (score: string, key: string) =>
    l10n.t('{0} over {1}; the table beside it has the same figures', score, key),
};
