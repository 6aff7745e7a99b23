import { randomBytes } from 'node:crypto';
import { MAX_SLUG_LENGTH, slugOf } from '../slug.js';

const RUN_ID = /^[0-9]{8}-[0-9]{6}-[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{8}$/;
const MAX_RUN_ID_LENGTH = 16 + MAX_SLUG_LENGTH + 9;

/**
 * A new run's name, `<UTC time>-<slug>-<8 hex>` such as `20250131-094502-math-code-1f2e3d4c`: in a listing by name, runs
 * stand in the order of their creation (to the second), and no two collide.
 */
export function newRunId(name: string, at: Date): string {
  const digits = at.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${slugOf(name)}-${randomBytes(4).toString('hex')}`;
}

/** True of what `newRunId` makes; everything else in the runs folder is left alone. */
export function isRunId(text: string): boolean {
  return text.length <= MAX_RUN_ID_LENGTH && RUN_ID.test(text);
}
