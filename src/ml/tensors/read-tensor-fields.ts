import type { Dtype } from './dtypes.js';
import { isDtype } from './dtypes.js';
import type { JsonScanner } from './json-scanner.js';
import { MAX_DIMENSIONS } from './limits.js';
import type { HeaderFault, TensorEntry } from './tensor-entry.js';

/**
 * Reads the value of a tensor's name in a header: an object with `dtype`, `shape` and `data_offsets`, each once; other
 * fields are skipped.
 */
export function readTensorFields(scanner: JsonScanner, name: string, fault: HeaderFault): TensorEntry {
  if (!scanner.is('object')) {
    throw fault('entry-invalid', scanner.kind(), name);
  }
  let dtype: Dtype | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly [number, number] | undefined;
  scanner.readObject((field) => {
    switch (field) {
      case 'dtype':
        requireFirst(dtype);
        dtype = readDtype();
        return;
      case 'shape':
        requireFirst(shape);
        shape = readShape();
        return;
      case 'data_offsets':
        requireFirst(offsets);
        offsets = readOffsets();
        return;
      default:
        scanner.skipValue();
    }

    function requireFirst(value: unknown): void {
      if (value !== undefined) {
        throw fault('entry-invalid', field, name);
      }
    }
  });
  if (dtype === undefined || shape === undefined || offsets === undefined) {
    const missing = dtype === undefined ? 'dtype' : shape === undefined ? 'shape' : 'data_offsets';
    throw fault('entry-invalid', missing, name);
  }
  return { name, dtype, shape, elements: productOf(shape), begin: offsets[0], end: offsets[1] };

  function readDtype(): Dtype {
    if (!scanner.is('string')) {
      throw fault('entry-invalid', 'dtype', name);
    }
    const text = scanner.readString();
    if (!isDtype(text)) {
      throw fault('dtype-unknown', text, name);
    }
    return text;
  }

  function readShape(): readonly number[] {
    const sizes: number[] = [];
    readIntegers('shape-invalid', (size) => {
      if (sizes.push(size) > MAX_DIMENSIONS) {
        throw fault('too-many-dimensions', String(MAX_DIMENSIONS), name);
      }
    });
    return sizes;
  }

  function readOffsets(): readonly [number, number] {
    const values: number[] = [];
    readIntegers('offsets-invalid', (value) => {
      if (values.push(value) > 2) {
        throw fault('offsets-invalid', values.join(', '), name);
      }
    });
    const [begin, end] = values;
    if (begin === undefined || end === undefined || begin > end) {
      throw fault('offsets-invalid', values.join(', '), name);
    }
    return [begin, end];
  }

  /** A list of integers >= 0; the text of each decides, since `1.0` and `1e3` are not integers here. */
  function readIntegers(offence: 'shape-invalid' | 'offsets-invalid', onInteger: (value: number) => void): void {
    if (!scanner.is('array')) {
      throw fault(offence, scanner.kind(), name);
    }
    scanner.readArray(() => {
      if (!scanner.is('number')) {
        throw fault(offence, scanner.kind(), name);
      }
      const text = scanner.readNumber();
      if (!/^\d+$/.test(text)) {
        throw fault(offence, text, name);
      }
      const value = Number(text);
      // No disk holds 2^53 bytes, and beyond it a number no longer tells one integer from the next.
      if (!Number.isSafeInteger(value)) {
        throw fault('size-overflow', text, name);
      }
      onInteger(value);
    });
  }

  function productOf(sizes: readonly number[]): number {
    let product = 1;
    for (const size of sizes) {
      product *= size;
      if (!Number.isSafeInteger(product)) {
        throw fault('size-overflow', sizes.join(' × '), name);
      }
    }
    return product;
  }
}
