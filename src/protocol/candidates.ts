/** The scored candidates of a merge as its log tells them, for whoever shows them: terminal and view. */
import type { CandidateRecord, ChosenRecord } from '../engines/merge/events.js';

/** A record of a log, where it is what its type says. Logs may be anything. */
export function asCandidate(event: object): CandidateRecord | undefined {
  const one: Readonly<Record<string, unknown>> = { ...event };
  const isWhole =
    one['type'] === 'merge/candidate' &&
    typeof one['role'] === 'string' &&
    typeof one['label'] === 'string' &&
    isNumbers(one['values']) &&
    (one['score'] === undefined || Number.isFinite(one['score'])) &&
    (one['scores'] === undefined || isNumbers(one['scores'])) &&
    typeof one['isRemembered'] === 'boolean' &&
    Number.isFinite(one['seconds']) &&
    (one['problems'] === undefined || Array.isArray(one['problems']));
  return isWhole ? (event as CandidateRecord) : undefined;
}

/** Says which candidate became the result. */
export function asChosen(event: object): ChosenRecord | undefined {
  const one: Readonly<Record<string, unknown>> = { ...event };
  const isWhole =
    one['type'] === 'merge/chosen' && Number.isSafeInteger(one['candidate']) && typeof one['metric'] === 'string';
  return isWhole ? (event as ChosenRecord) : undefined;
}

/** The candidates of a log in their order, with the one that became the result. */
export function candidatesOfLog(events: readonly object[]): {
  readonly candidates: readonly CandidateRecord[];
  readonly chosen: ChosenRecord | undefined;
} {
  return {
    candidates: events.flatMap((event) => asCandidate(event) ?? []),
    chosen: events.flatMap((event) => asChosen(event) ?? []).at(-1),
  };
}

/**
 * Short names for the keys of some values: the last part where no other key has the same, else the whole path. A key
 * without a path is a name already.
 */
export function shortKeys(values: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, string> {
  const keys = [...new Set(values.flatMap((one) => Object.keys(one)))];
  const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1);
  const paths = keys.filter((key) => key.includes('.'));
  const isAlone = (key: string): boolean => paths.filter((other) => lastPart(other) === lastPart(key)).length === 1;
  return new Map(keys.map((key) => [key, isAlone(key) ? lastPart(key) : key]));
}

const isNumbers = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => Number.isFinite(one));
