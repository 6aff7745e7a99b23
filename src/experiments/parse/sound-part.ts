import type { z } from 'zod';
import type { KeyPath } from '../../base/key-path.js';
import { emptyRecord, isRecord, type PlainRecord } from '../../base/plain-record.js';

/** What is left of a value when all that its schema refuses has been taken out of it. */
export interface SoundPart {
  /** As the schema parsed it. */
  readonly value: PlainRecord;
  /** What was taken out, by its place in the whole: the value at fault, or the nearest thing around it that may be absent. */
  readonly removed: readonly KeyPath[];
  /** The place in the whole of something in the part: items of a list move up where others before them are taken out. */
  readonly placeOf: (path: KeyPath) => KeyPath;
}

/**
 * Takes out of a value what is wrong with it, so that the rest can be looked at. `bad` names what is known to be wrong;
 * what the schema refuses besides is found here. A required key of the top level that is taken out is filled from
 * `standIns`. Undefined where nothing that fits the schema can be left.
 */
export function soundPart(
  schema: z.ZodObject,
  whole: PlainRecord,
  { bad, standIns = {} }: { readonly bad: readonly KeyPath[]; readonly standIns?: PlainRecord },
): SoundPart | undefined {
  const removed = new Map<string, KeyPath>();
  const remove = (path: KeyPath): void => {
    removed.set(fingerprint(path), path);
  };
  bad.forEach(remove);
  for (;;) {
    const left = { ...standIns, ...(without(whole, removed) as PlainRecord) };
    const parsed = schema.safeParse(left);
    const placeOf = (path: KeyPath): KeyPath => placeInWhole(path, whole, removed);
    if (parsed.success) {
      return { value: parsed.data, removed: [...removed.values()], placeOf };
    }
    const before = removed.size;
    for (const issue of parsed.error.issues) {
      const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
      remove(placeOf(isThere(left, path) ? path : path.slice(0, -1)));
    }
    if (removed.size === before || removed.has(fingerprint([]))) {
      return undefined;
    }
  }
}

/** True where a thing is among what was taken out, or inside it. */
export function isTakenOut(path: KeyPath, removed: readonly KeyPath[]): boolean {
  return removed.some((one) => startsWith(path, one));
}

/** True where a thing isn't what its author wrote any more: it is taken out, or an item or a key of it is. */
export function isInDoubt(path: KeyPath, removed: readonly KeyPath[]): boolean {
  return isTakenOut(path, removed) || removed.some((one) => one.length === path.length + 1 && startsWith(one, path));
}

function startsWith(path: KeyPath, start: KeyPath): boolean {
  return start.every((step, at) => at < path.length && String(path[at]) === String(step));
}

function without(value: unknown, removed: ReadonlyMap<string, KeyPath>, path: KeyPath = []): unknown {
  const isKept = (step: string | number): boolean => !removed.has(fingerprint([...path, step]));
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) => (isKept(at) ? [without(item, removed, [...path, at])] : []));
  }
  if (!isRecord(value)) {
    return value;
  }
  const kept = emptyRecord();
  for (const [key, child] of Object.entries(value)) {
    if (isKept(key)) {
      kept[key] = without(child, removed, [...path, key]);
    }
  }
  return kept;
}

function placeInWhole(path: KeyPath, whole: unknown, removed: ReadonlyMap<string, KeyPath>): KeyPath {
  const place: (string | number)[] = [];
  let here = whole;
  for (const step of path) {
    if (Array.isArray(here)) {
      const kept = here.flatMap((_, at) => (removed.has(fingerprint([...place, at])) ? [] : [at]));
      place.push(kept[Number(step)] ?? step);
    } else {
      place.push(step);
    }
    const at = place.at(-1) ?? '';
    here = isRecord(here) || Array.isArray(here) ? (here as PlainRecord)[at] : undefined;
  }
  return place;
}

function isThere(value: unknown, path: KeyPath): boolean {
  let here = value;
  for (const step of path) {
    if (!(isRecord(here) || Array.isArray(here)) || !Object.hasOwn(here, step)) {
      return false;
    }
    here = (here as PlainRecord)[step];
  }
  return true;
}

/** Steps as text: a list position of a dotted key is one of digits. */
function fingerprint(path: KeyPath): string {
  return JSON.stringify(path.map(String));
}
