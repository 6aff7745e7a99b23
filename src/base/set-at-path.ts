import { emptyRecord, isRecord } from './plain-record.js';

/** A copy of a plain value with another one at a dotted path; mappings on the way are made, list items must exist. */
export function setAtPath(value: unknown, steps: readonly string[], replacement: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) {
    return replacement;
  }
  if (Array.isArray(value)) {
    const index = Number(step);
    return value.map((item: unknown, at) => (at === index ? setAtPath(item, rest, replacement) : item));
  }
  const copy = Object.assign(emptyRecord(), isRecord(value) ? value : {});
  copy[step] = setAtPath(copy[step], rest, replacement);
  return copy;
}
