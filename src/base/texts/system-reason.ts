import * as l10n from '@vscode/l10n';

/** An operating system's error code (or one of our own reasons) in words; an unknown code as it is. */
export function systemReason(reason: string): string {
  switch (reason) {
    case 'EACCES':
    case 'EPERM':
      return l10n.t('permission denied');
    case 'EROFS':
      return l10n.t('the file system is read-only');
    case 'ENOENT':
      return l10n.t('there is no such file or folder');
    case 'EXDEV':
      return l10n.t('source and target lie on different file systems');
    case 'EISDIR':
      return l10n.t('it is a folder');
    case 'ENOTDIR':
      return l10n.t('part of its path is not a folder');
    case 'EMFILE':
    case 'ENFILE':
      return l10n.t('too many files are open');
    case 'EIO':
      return l10n.t('the device reports an input/output error');
    case 'EBUSY':
    case 'ETXTBSY':
      return l10n.t('it is in use');
    case 'ENAMETOOLONG':
      return l10n.t('its name is too long');
    case 'ELOOP':
      return l10n.t('its links lead in a circle');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return l10n.t('its name is not known to the network');
    case 'ECONNREFUSED':
      return l10n.t('it refuses the connection');
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return l10n.t('the connection broke');
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return l10n.t('it does not answer');
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'network':
      return l10n.t('there is no way to it');
    case 'ended-early':
      return l10n.t('it ends earlier than its size says');
    case 'not-a-file':
      return l10n.t('it is not a file');
    case 'too-large':
      return l10n.t('it is larger than a file of its kind may be');
    default:
      return reason;
  }
}
