import * as l10n from '@vscode/l10n';

/** What computes, as a run's record has it, in words: the name, the version where it has one, and why. */
export function backendText(backend: {
  readonly name: string;
  readonly version?: string | undefined;
  readonly reason: string;
  readonly detail?: string | undefined;
}): string {
  const { name, version = '', reason, detail = '' } = backend;
  const what = version === '' ? name : `${name} ${version}`;
  return detail === ''
    ? l10n.t('{0}: {1}', what, backendReason(reason))
    : l10n.t('{0}: {1} ({2})', what, backendReason(reason), detail);
}

/** A `BackendReason` of a run's record in words; the reason of a newer format as it stands. */
export function backendReason(reason: string): string {
  return words[reason]?.() ?? reason;
}

const words: Readonly<Record<string, () => string>> = {
  'not-started': () => l10n.t('the run has not started'),
  wanted: () => l10n.t('the experiment asks for it'),
  fastest: () => l10n.t('the fastest there is'),
  'native-missing': () => l10n.t("TensorFlow's library is not installed"),
  'native-unloadable': () => l10n.t("TensorFlow's library cannot be loaded"),
  'wasm-unloadable': () => l10n.t('WebAssembly cannot be loaded'),
  'no-simd': () => l10n.t('this processor lacks what the faster kernels need'),
};
