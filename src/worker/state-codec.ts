/**
 * A snapshot's state as bytes: JSON that a person can read, followed by the typed arrays in it.
 *
 * The file is the length of the JSON (8 bytes, little-endian), the JSON, and the arrays' bytes one after the other. In the
 * JSON, what JSON can't say stands as an object with the one key `$`: a typed array as its type, position and element
 * count, a number that isn't finite or is minus zero as text, and an object that has a key `$` itself as a list of pairs.
 * Structured clone isn't used because its format is that of one version of V8, and a run may be resumed by another.
 */
type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const arrayTypes = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
} as const;
type ArrayTypeName = keyof typeof arrayTypes;

const LENGTH_BYTES = 8;
/** Every array begins at a multiple of the largest element, so that it can be read where it lies. */
const ALIGNMENT = 8;
const SPECIAL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/** Encodes plain data with typed arrays. Throws a TypeError for what isn't (functions, class instances, cycles by depth). */
export function encodeState(state: unknown): Uint8Array<ArrayBuffer> {
  const arrays: { readonly bytes: Uint8Array; readonly position: number }[] = [];
  let position = 0;
  const place = (array: TypedArray): number => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    const start = position;
    arrays.push({ bytes, position: start });
    position = align(start + bytes.length);
    return start;
  };
  const json = new TextEncoder().encode(JSON.stringify(encodeValue(state, place)));
  const dataStart = align(LENGTH_BYTES + json.length);
  const encoded = new Uint8Array(dataStart + position);
  new DataView(encoded.buffer).setBigUint64(0, BigInt(json.length), true);
  encoded.set(json, LENGTH_BYTES);
  for (const { bytes, position: at } of arrays) {
    encoded.set(bytes, dataStart + at);
  }
  return encoded;
}

/** The inverse of `encodeState`. Throws a TypeError, RangeError or SyntaxError where the bytes were not made by it. */
export function decodeState(encoded: Uint8Array<ArrayBuffer>): unknown {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const jsonLength = Number(view.getBigUint64(0, true));
  const dataStart = align(LENGTH_BYTES + jsonLength);
  if (dataStart > encoded.length) {
    throw new RangeError('the state is shorter than it says');
  }
  const json: unknown = JSON.parse(new TextDecoder().decode(encoded.subarray(LENGTH_BYTES, LENGTH_BYTES + jsonLength)));
  // Not `subarray`: of a Buffer, which a file is read into, it is a Buffer again, whose `slice` copies nothing.
  return decodeValue(
    json,
    new Uint8Array(encoded.buffer, encoded.byteOffset + dataStart, encoded.byteLength - dataStart),
  );
}

function encodeValue(value: unknown, place: (array: TypedArray) => number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: Object.is(value, -0) ? '-0' : String(value) };
    case 'object':
      return value === null ? null : encodeObject(value, place);
    default:
      throw new TypeError(`a ${typeof value} can't be part of a snapshot`);
  }
}

function encodeObject(value: object, place: (array: TypedArray) => number): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => encodeValue(item, place));
  }
  for (const [name, type] of Object.entries(arrayTypes)) {
    if (value instanceof type) {
      return { $: [name, place(value), value.length] };
    }
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a ${value.constructor.name} can't be part of a snapshot`);
  }
  const entries = Object.entries(value)
    // As JSON does it: what is undefined isn't there.
    .filter(([, item]) => item !== undefined)
    .map(([key, item]): [string, unknown] => [key, encodeValue(item, place)]);
  return entries.some(([key]) => key === '$') ? { $: { entries } } : Object.fromEntries(entries);
}

function decodeValue(value: unknown, data: Uint8Array<ArrayBuffer>): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => decodeValue(item, data));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if ('$' in value) {
    return decodeSpecial(value.$, data);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeValue(item, data)]));
}

function decodeSpecial(special: unknown, data: Uint8Array<ArrayBuffer>): unknown {
  if (typeof special === 'string') {
    const number = SPECIAL_NUMBERS.get(special);
    if (number !== undefined) {
      return number;
    }
  } else if (Array.isArray(special)) {
    const [name, position, length] = special as readonly unknown[];
    if (isArrayType(name) && typeof position === 'number' && typeof length === 'number') {
      const type = arrayTypes[name];
      const bytes = data.slice(position, position + length * type.BYTES_PER_ELEMENT);
      const array = new type(bytes.buffer);
      if (array.length !== length) {
        throw new RangeError('the state is shorter than it says');
      }
      return array;
    }
  } else if (
    typeof special === 'object' &&
    special !== null &&
    'entries' in special &&
    Array.isArray(special.entries)
  ) {
    const entries = special.entries as readonly (readonly [string, unknown])[];
    return Object.fromEntries(entries.map(([key, item]) => [key, decodeValue(item, data)]));
  }
  throw new TypeError('the state holds something that this version does not know');
}

function isArrayType(name: unknown): name is ArrayTypeName {
  return typeof name === 'string' && Object.hasOwn(arrayTypes, name);
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
