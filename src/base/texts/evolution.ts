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

/** Words about the individuals of an evolution that terminal and host share. */
export const evolutionTexts = {
  materialised: (individual: string, folder: string, size: string) =>
    l10n.t('Individual {0} is written to {1} ({2}).', individual, folder, size),
};

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
