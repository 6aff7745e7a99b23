import { type ErrorArguments, modelsmithError } from '../../../base/errors.js';
import { isRecord } from '../../../base/plain-record.js';
import type { KeyFileOffence } from '../../../base/watermark-error-codes.js';

/** What the two kinds of files are called in errors. */
export type KeyFileKind = 'watermark-commitment-invalid' | 'watermark-key-invalid';

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * The fields of a key's file, or of a commitment's, read one by one. Errors name the field and never what it holds, and have no
 * cause: a parser's message would repeat a piece of the text.
 */
export class KeyFields {
  private readonly known = new Set<string>();

  private constructor(
    private readonly fields: Readonly<Record<string, unknown>>,
    private readonly place: { readonly file: string; readonly kind: KeyFileKind; readonly prefix: string },
  ) {}

  /** The fields of a file that is one JSON object in UTF-8. */
  static parse(content: Uint8Array, file: string, kind: KeyFileKind): KeyFields {
    const place = { file, kind, prefix: '' };
    const fail = (offence: KeyFileOffence): never => {
      throw keyFileError(place, offence, '');
    };
    const text = attempt(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(content));
    if (text === undefined) {
      return fail('not-utf8');
    }
    const parsed = attempt(() => ({ value: JSON.parse(text) as unknown }));
    if (parsed === undefined) {
      return fail('not-json');
    }
    return isRecord(parsed.value) ? new KeyFields(parsed.value, place) : fail('not-object');
  }

  /** Throws unless the field `format` says this. */
  requireFormat(format: string): void {
    if (this.valueOf('format') !== format) {
      throw keyFileError(this.place, 'format', '');
    }
  }

  has(field: string): boolean {
    return Object.hasOwn(this.fields, field);
  }

  object(field: string): KeyFields {
    const value = this.valueOf(field);
    if (!isRecord(value)) {
      throw this.error('field-value', field);
    }
    return new KeyFields(value, { ...this.place, prefix: `${this.place.prefix}${field}.` });
  }

  whole(field: string, minimum: number, maximum: number): number {
    const value = this.number(field, minimum, maximum);
    if (!Number.isSafeInteger(value)) {
      throw this.error('field-value', field);
    }
    return value;
  }

  number(field: string, minimum: number, maximum: number): number {
    return this.checked(
      field,
      (value): value is number => typeof value === 'number' && value >= minimum && value <= maximum,
    );
  }

  boolean(field: string): boolean {
    return this.checked(field, (value) => typeof value === 'boolean');
  }

  /** SHA-256 or another 32 bytes, in hexadecimal. */
  digest(field: string): string {
    return this.checked(field, (value): value is string => typeof value === 'string' && SHA256.test(value));
  }

  choice<Choice extends string>(field: string, choices: readonly Choice[]): Choice {
    return this.checked(field, (value): value is Choice => choices.some((one) => one === value));
  }

  /** Two numbers above 0, the first no larger than the second, which is no larger than `maximum`. */
  range(field: string, maximum: number): readonly [number, number] {
    const isShare = (value: unknown) => typeof value === 'number' && value > 0 && value <= maximum;
    return this.checked(field, (value): value is [number, number] => {
      const [low, high] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
      return isShare(low) && isShare(high) && (low as number) <= (high as number);
    });
  }

  /** Throws where there is a field that nobody has asked for. */
  end(): void {
    if (Object.keys(this.fields).some((field) => !this.known.has(field))) {
      throw keyFileError(this.place, 'field-unknown', this.place.prefix.slice(0, -1));
    }
  }

  private checked<Value>(field: string, isRight: (value: unknown) => value is Value): Value {
    const value = this.valueOf(field);
    if (!isRight(value)) {
      throw this.error('field-value', field);
    }
    return value;
  }

  private valueOf(field: string): unknown {
    this.known.add(field);
    if (!this.has(field)) {
      throw this.error('field-missing', field);
    }
    return this.fields[field];
  }

  private error(offence: KeyFileOffence, field: string): Error {
    return keyFileError(this.place, offence, `${this.place.prefix}${field}`);
  }
}

function keyFileError(
  { file, kind }: { readonly file: string; readonly kind: KeyFileKind },
  offence: KeyFileOffence,
  field: string,
): Error {
  const args: ErrorArguments[KeyFileKind] = { offence, field };
  return modelsmithError(kind, args, { file });
}

/** What an action gives; undefined where it throws, and nothing of what it throws. */
function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
