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
