import { isCancellation, problemsOf } from '../../../base/errors.js';
import type { ChosenBackend } from '../backends.js';
import { findRuntime, RELEASE } from './find-runtime.js';
import { checkAddon } from './install/check-addon.js';

/** What `useBackend` would choose by itself, found out without loading it into this process. */
export async function probeBackend(options: {
  readonly runtimeFolders: readonly string[];
  readonly signal: AbortSignal;
}): Promise<{ readonly name: string } & Pick<ChosenBackend, 'version' | 'reason' | 'detail'>> {
  const addon = findRuntime(options.runtimeFolders);
  if (addon === undefined) {
    return { name: 'wasm', version: RELEASE, reason: 'native-missing', detail: '' };
  }
  try {
    return { name: 'native', version: await checkAddon(addon, options.signal), reason: 'fastest', detail: '' };
  } catch (thrown) {
    if (isCancellation(thrown)) {
      throw thrown;
    }
    const [{ code, arguments: args }] = problemsOf(thrown);
    const detail = code === 'runtime-tool-failed' ? args.output : code;
    return { name: 'wasm', version: RELEASE, reason: 'native-unloadable', detail };
  }
}
