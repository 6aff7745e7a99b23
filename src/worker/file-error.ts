import { ModelsmithError, modelsmithError } from '../base/errors.js';
import { systemCodeOf } from '../base/system-code.js';

/** True when the error says that nothing has, or can have, this path. */
export function isNothingThere(thrown: unknown): boolean {
  const code = systemCodeOf(thrown);
  // A path with a zero character is refused by Node before the system sees it; nothing can be called that.
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE';
}

/** What a failed read of `file` is to the rest of the program. */
export function readingError(thrown: unknown, file: string): ModelsmithError {
  if (thrown instanceof ModelsmithError) {
    return thrown;
  }
  if (isNothingThere(thrown)) {
    return modelsmithError('file-missing', { file }, { file }, thrown);
  }
  return modelsmithError('file-unreadable', { file, reason: reasonOf(thrown) }, { file }, thrown);
}

/** What a failed write of `file` is to the rest of the program; a full disk or a spent quota is `disk-full`. */
export function writingError(thrown: unknown, file: string): ModelsmithError {
  if (thrown instanceof ModelsmithError) {
    return thrown;
  }
  const code = systemCodeOf(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return modelsmithError('disk-full', {}, { file }, thrown);
  }
  return modelsmithError('file-unwritable', { file, reason: reasonOf(thrown) }, { file }, thrown);
}

function reasonOf(thrown: unknown): string {
  return systemCodeOf(thrown) ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
