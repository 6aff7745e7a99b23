import * as l10n from '@vscode/l10n';
import type { PushedFile, PushReport } from '../../protocol/push.js';

/** Words about pushing and exporting that terminal and host share. */
export const pushTexts = {
  file: () => l10n.t('file'),
  state: (state: PushedFile['state']) => {
    switch (state) {
      case 'new':
        return l10n.t('new');
      case 'changed':
        return l10n.t('changed');
      case 'same':
        return l10n.t('there already');
    }
  },
  /** Where it goes, who will see it, and how much it is. */
  wouldPush: ({ repo, endpoint, exists, needsToken, visibility, files }: PushReport, size: string) => {
    const count = files.filter(({ state }) => state !== 'same').length;
    if (exists) {
      return l10n.t('{0} files ({1}) go into the existing model {2} at {3}.', count, size, repo, endpoint);
    }
    if (needsToken) {
      return visibility === 'public'
        ? l10n.t(
            '{0} files ({1}) go into {2} at {3}; if it is a new model, everybody can see it. Only with a token can be seen whether it is there already.',
            count,
            size,
            repo,
            endpoint,
          )
        : l10n.t(
            '{0} files ({1}) go into {2} at {3}; if it is a new model, it is private. Only with a token can be seen whether it is there already.',
            count,
            size,
            repo,
            endpoint,
          );
    }
    return visibility === 'public'
      ? l10n.t(
          '{0} files ({1}) go into the new model {2} at {3}, which everybody can see.',
          count,
          size,
          repo,
          endpoint,
        )
      : l10n.t('{0} files ({1}) go into the new private model {2} at {3}.', count, size, repo, endpoint);
  },
  confirmInTerminal: () => l10n.t('Nothing was sent. To send it, give the same command with --yes.'),
  pushed: (size: string, url: string) => l10n.t('{0} sent: {1}', size, url),
  nothingToDo: (repo: string) => l10n.t('{0} has all files already.', repo),
  exported: (file: string, size: string) => l10n.t('{0} written ({1}).', file, size),
};
