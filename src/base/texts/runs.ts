import * as l10n from '@vscode/l10n';

/** Words about runs that host, terminal and views share. */

const statusWords: Readonly<Record<string, () => string>> = {
  queued: () => l10n.t('queued'),
  running: () => l10n.t('running'),
  stopping: () => l10n.t('stopping'),
  interrupted: () => l10n.t('interrupted'),
  succeeded: () => l10n.t('succeeded'),
  failed: () => l10n.t('failed'),
  cancelled: () => l10n.t('cancelled'),
  diverged: () => l10n.t('diverged'),
};

/** A run's status as a word; a status of a newer format as it stands. */
export function statusWord(status: string): string {
  return statusWords[status]?.() ?? status;
}

/** A duration as people say it: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) {
    return l10n.t('{0} s', seconds.toFixed(1));
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return l10n.t('{0} s', whole);
  }
  if (whole < 3600) {
    return l10n.t('{0} min {1} s', Math.floor(whole / 60), whole % 60);
  }
  const minutes = Math.round(seconds / 60);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
