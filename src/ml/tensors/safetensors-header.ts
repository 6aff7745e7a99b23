import type { JsonOffence, SafetensorsOffence } from '../../base/offences.js';
import { modelsmithError } from '../../base/errors.js';
import { bitsOf } from './dtypes.js';
import type { JsonScanner } from './json-scanner.js';
import { MAX_TENSORS } from './limits.js';
import { readTensorFields } from './read-tensor-fields.js';
import { scanJsonObject, shortened } from './scan-json-object.js';
import type { HeaderFault, TensorEntry } from './tensor-entry.js';

export interface SafetensorsHeader {
  /** By name, in the order of the data. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: ReadonlyMap<string, string> | undefined;
  /** Bytes before the data: 8 and the header's length. */
  readonly dataStart: number;
}

/** Bytes of the header's length, which a file begins with. */
export const LENGTH_BYTES = 8;

const headerOffences: Readonly<Record<Exclude<JsonOffence, 'duplicate-key'>, SafetensorsOffence>> = {
  'not-utf8': 'header-not-utf8',
  'byte-order-mark': 'header-byte-order-mark',
  'not-json': 'header-not-json',
  'not-object': 'header-not-object',
  'trailing-data': 'header-trailing-data',
};

/**
 * Reads and checks the header of a safetensors file of `fileBytes` bytes: JSON, names, types, shapes, and that the tensors
 * cover the data to its last byte without hole or overlap. Throws `safetensors-invalid` with the file and the tensor.
 * Format: spec of huggingface/safetensors, with the verdicts of its reader; a name given twice is refused.
 */
export function parseSafetensorsHeader(headerBytes: Uint8Array, fileBytes: number, file: string): SafetensorsHeader {
  const found = new Map<string, TensorEntry>();
  let metadata: ReadonlyMap<string, string> | undefined;
  let hasMetadata = false;
  const fault: HeaderFault = (offence, detail, tensor) =>
    modelsmithError(
      'safetensors-invalid',
      { offence, detail: shortened(detail) },
      tensor === undefined ? { file } : { file, tensor },
    );

  scanJsonObject(
    headerBytes,
    (name, scanner) => {
      if (name === '__metadata__') {
        if (hasMetadata) {
          throw fault('metadata-invalid', name);
        }
        hasMetadata = true;
        metadata = readMetadata(scanner, fault);
        return;
      }
      if (found.has(name)) {
        throw fault('duplicate-tensor', name, name);
      }
      if (found.size >= MAX_TENSORS) {
        throw fault('too-many-tensors', String(MAX_TENSORS));
      }
      found.set(name, readTensorFields(scanner, name, fault));
    },
    (offence, detail) => fault(offence === 'duplicate-key' ? 'header-not-json' : headerOffences[offence], detail),
  );

  const dataStart = LENGTH_BYTES + headerBytes.length;
  const inOrder = [...found.values()].sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(inOrder, fileBytes - dataStart, fault);
  return { tensors: new Map(inOrder.map((entry) => [entry.name, entry])), metadata, dataStart };
}

function readMetadata(scanner: JsonScanner, fault: HeaderFault): ReadonlyMap<string, string> | undefined {
  const kind = scanner.kind();
  if (kind === 'literal' && scanner.readLiteral() === 'null') {
    return undefined;
  }
  if (kind !== 'object') {
    throw fault('metadata-invalid', kind);
  }
  const metadata = new Map<string, string>();
  scanner.readObject((key) => {
    if (!scanner.is('string')) {
      throw fault('metadata-invalid', key);
    }
    metadata.set(key, scanner.readString());
  });
  return metadata;
}

/** `inOrder`: by their offsets. The details: covered up to..begins at; bytes by the shape ≠ bytes by the offsets. */
function checkCoverage(inOrder: readonly TensorEntry[], dataBytes: number, fault: HeaderFault): void {
  let covered = 0;
  for (const { name, dtype, elements, begin, end } of inOrder) {
    if (begin !== covered) {
      throw fault(begin < covered ? 'tensors-overlap' : 'hole-in-data', `${String(covered)}..${String(begin)}`, name);
    }
    const bits = elements * bitsOf(dtype);
    if (!Number.isSafeInteger(bits)) {
      throw fault('size-overflow', `${dtype} ${String(elements)}`, name);
    }
    if (bits % 8 !== 0 || bits / 8 !== end - begin) {
      throw fault('size-mismatch', `${String(bits / 8)} ≠ ${String(end - begin)}`, name);
    }
    covered = end;
  }
  if (covered > dataBytes) {
    const cut = inOrder.find(({ end }) => end > dataBytes);
    throw fault('data-truncated', String(covered - dataBytes), cut?.name);
  }
  if (covered < dataBytes) {
    throw fault('data-trailing', String(dataBytes - covered));
  }
}
