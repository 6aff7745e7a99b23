import * as l10n from '@vscode/l10n';
import type { ValueKind } from '../offences.js';

/** The kind of a value, with its article: "a number", "a list". */
export function valueKindText(kind: ValueKind): string {
  switch (kind) {
    case 'number':
      return l10n.t('a number');
    case 'whole-number':
      return l10n.t('a whole number');
    case 'fraction':
      return l10n.t('a number with a fraction');
    case 'quoted-number':
      return l10n.t('a number in quotes');
    case 'not-a-number':
      return l10n.t('a value that is not a number (NaN)');
    case 'infinite':
      return l10n.t('an infinite number');
    case 'text':
      return l10n.t('text');
    case 'boolean':
      return l10n.t('true or false');
    case 'list':
      return l10n.t('a list');
    case 'list-of-filters':
      return l10n.t('a list of filters');
    case 'mapping':
      return l10n.t('a mapping of keys to values');
    case 'nothing':
      return l10n.t('nothing');
  }
}
