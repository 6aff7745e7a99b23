import * as l10n from '@vscode/l10n';

/** Words around the modules of an extracted adapter. Functions, because the bundle of the user's language comes later. */
export const moduleTexts = {
  title: () => l10n.t('Modules of the adapter'),
  caption: () =>
    l10n.t(
      'How much of what the fine-tuning changed each module keeps (as sum of squares), and the size of what it misses beside that of the change.',
    ),
  columnModule: () => l10n.t('module'),
  columnShape: () => l10n.t('shape'),
  columnRank: () => l10n.t('rank'),
  columnEnergy: () => l10n.t('energy kept'),
  columnError: () => l10n.t('relative error'),
  exportCsv: () => l10n.t('Export modules as CSV'),
};
