/** The modules of an adapter that is extracted, as its log tells them. */
import type { ModuleRecord } from '../engines/merge/events.js';

/** A record of a log, where it is what its type says. Logs may be anything. */
export function asModule(event: object): ModuleRecord | undefined {
  const one: Readonly<Record<string, unknown>> = { ...event };
  const isWhole =
    one['type'] === 'merge/module' &&
    typeof one['module'] === 'string' &&
    Array.isArray(one['shape']) &&
    one['shape'].every(isCount) &&
    isCount(one['rank']) &&
    Number.isFinite(one['energy']) &&
    Number.isFinite(one['error']);
  return isWhole ? (event as ModuleRecord) : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
