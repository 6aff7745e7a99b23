import { modelsmithError, type ModelsmithError, type Where } from '../../base/errors.js';
import type { ValueKind } from '../../base/offences.js';

/** What a network is built from: plain data, with `type` (or Hugging Face's `model_type`) and that type's own keys. */
export type NetworkDescription = Readonly<Record<string, unknown>>;

/**
 * Reads the keys of a network's description. A key that is absent or null takes its default; without a default it is
 * `key-missing`. Wrong values are `value-type`, `value-range` and `value-choice`, with the key and the file they stand in.
 */
export class FieldReader {
  constructor(
    private readonly description: NetworkDescription,
    private readonly where: Where = {},
  ) {}

  has(key: string): boolean {
    return this.valueOf(key) !== undefined;
  }

  /** A whole number from 1 (or `minimum`) on; no size of a layer that exists comes near the upper limit of 2^24. */
  size(key: string, options: { readonly fallback?: number; readonly minimum?: number } = {}): number {
    const value = this.number(key, options.fallback);
    if (!Number.isInteger(value)) {
      throw this.typeError(key, 'whole-number', 'fraction');
    }
    const minimum = options.minimum ?? 1;
    if (value < minimum || value > MAX_SIZE) {
      throw modelsmithError('value-range', { value, minimum, maximum: MAX_SIZE }, this.at(key));
    }
    return value;
  }

  number(key: string, fallback?: number): number {
    const value = this.valueOf(key) ?? fallback;
    if (value === undefined) {
      throw this.missing(key);
    }
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw this.typeError(key, 'number', kindOf(value));
    }
    return value;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.valueOf(key) ?? fallback;
    if (typeof value !== 'boolean') {
      throw this.typeError(key, 'boolean', kindOf(value));
    }
    return value;
  }

  text(key: string, fallback?: string): string {
    const value = this.valueOf(key) ?? fallback;
    if (value === undefined) {
      throw this.missing(key);
    }
    if (typeof value !== 'string') {
      throw this.typeError(key, 'text', kindOf(value));
    }
    return value;
  }

  /** One of the choices. */
  choice<Choice extends string>(key: string, choices: readonly Choice[], fallback?: Choice): Choice {
    const value = this.text(key, fallback);
    const found = choices.find((one) => one === value);
    if (found === undefined) {
      throw modelsmithError('value-choice', { value: value.slice(0, MAX_SHOWN_CHARACTERS), choices }, this.at(key));
    }
    return found;
  }

  /** The mapping under a key, for the keys in it; an empty one where it is absent. */
  mapping(key: string): NetworkDescription {
    const value = this.valueOf(key) ?? {};
    if (kindOf(value) !== 'mapping') {
      throw this.typeError(key, 'mapping', kindOf(value));
    }
    return value as NetworkDescription;
  }

  /** The value of a key as it stands there; undefined where it is absent or null. */
  valueOf(key: string): unknown {
    return Object.hasOwn(this.description, key) ? (this.description[key] ?? undefined) : undefined;
  }

  /** Where a key stands, for an error about what it says. */
  at(key: string): Where {
    return { ...this.where, key: this.where.key === undefined ? key : `${this.where.key}.${key}` };
  }

  private missing(key: string): ModelsmithError {
    return modelsmithError('key-missing', { key }, this.where);
  }

  private typeError(key: string, expected: ValueKind, found: ValueKind): ModelsmithError {
    return modelsmithError('value-type', { expected: [expected], found }, this.at(key));
  }
}

/** The largest vocabularies have some 2^18 rows; a size from a file must not claim all memory before anything is known. */
const MAX_SIZE = 2 ** 24;
const MAX_SHOWN_CHARACTERS = 80;

function kindOf(value: unknown): ValueKind {
  if (value === undefined || value === null) {
    return 'nothing';
  }
  if (Array.isArray(value)) {
    return 'list';
  }
  switch (typeof value) {
    case 'number':
      return Number.isNaN(value) ? 'not-a-number' : Number.isFinite(value) ? 'number' : 'infinite';
    case 'string':
      return 'text';
    case 'boolean':
      return 'boolean';
    default:
      return 'mapping';
  }
}
