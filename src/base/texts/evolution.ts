import * as l10n from '@vscode/l10n';

/** What the parts of the data are called. */
export function partName(part: 'fitness' | 'validation' | 'test'): string {
  switch (part) {
    case 'fitness':
      return l10n.t('Fitness');
    case 'validation':
      return l10n.t('Validation');
    case 'test':
      return l10n.t('Test');
  }
}

/** What the result of an evolution is measured by, in words; a member is told by its model. */
export function rivalName({ role, label }: { readonly role: string; readonly label: string }): string {
  switch (role) {
    case 'member':
      return label;
    case 'average':
      return l10n.t('the plain average');
    case 'merge':
      return l10n.t('the merge as it is');
    case 'tuned':
      return l10n.t('tuned task arithmetic');
    default:
      return l10n.t('the result');
  }
}
