import * as l10n from '@vscode/l10n';

/** Words of the editor's helps for experiment files. */
export const editorTexts = {
  run: (runs: number) => (runs === 1 ? l10n.t('▶ Run') : l10n.t('▶ Run {0}', runs)),
  runHint: (runs: number) =>
    runs === 1 ? l10n.t('Run this experiment') : l10n.t('Run the {0} experiments of the matrix', runs),
  plan: () => l10n.t('Plan'),
  planHint: () => l10n.t('Find problems and estimate time and memory from the headers of the models'),
  replaceWith: (word: string) => l10n.t('Replace with "{0}"', word),
  /** A description of the schema, which is written in English there and translated by its text. */
  description: (english: string) => l10n.t(english),
  required: () => l10n.t('Required'),
  defaultValue: (value: string) => l10n.t('Default: {0}', value),
  between: (minimum: number, maximum: number) => l10n.t('From {0} to {1}', minimum, maximum),
  atLeast: (minimum: number) => l10n.t('At least {0}', minimum),
  atMost: (maximum: number) => l10n.t('At most {0}', maximum),
  /** {0}: methods, with the value that each takes when none is given. */
  takers: (list: string) => l10n.t('Taken by (in parentheses: by default): {0}', list),
  unit: (unit: string) => l10n.t('Unit: {0}', unit),
  values: () => l10n.t('Values:'),
};
