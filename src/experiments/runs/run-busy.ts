import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { ModelsmithError } from '../../base/errors.js';
import type { LockOwner } from './folder-lock.js';

/** The error that somebody else owns a run. */
export function runBusy(runFolder: string, owner: LockOwner): ModelsmithError {
  return modelsmithError('run-busy', { run: path.basename(runFolder), host: owner.host, pid: owner.pid });
}
