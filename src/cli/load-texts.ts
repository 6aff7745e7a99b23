import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';

/**
 * Loads the texts of the user's language, as POSIX names it in LC_ALL, LC_MESSAGES or LANG, from the same bundles that the
 * editor has. Without one the texts are English.
 */
export function loadTexts(folder: string, environment: Readonly<Record<string, string | undefined>>): void {
  const named = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  const [, language = '', region = ''] = /^([a-z]{2,3})(?:[_-]([A-Za-z]{2,4}))?/.exec(named) ?? [];
  for (const tag of [`${language}-${region.toLowerCase()}`, language]) {
    const fsPath = path.join(folder, `bundle.l10n.${tag}.json`);
    if (language !== '' && existsSync(fsPath)) {
      l10n.config({ fsPath });
      return;
    }
  }
}
