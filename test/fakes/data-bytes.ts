/** Files of numbers in tiny, written out so that a reader's mistake isn't repeated here. */

/** An IDX file: `type` is the third byte of the magic number. */
export function idxBytes(type: number, shape: readonly number[], data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt8(type, 2);
  head.writeUInt8(shape.length, 3);
  for (const [i, size] of shape.entries()) {
    head.writeUInt32BE(size, 4 + 4 * i);
  }
  return Buffer.concat([head, data]);
}

/** An .npy file of version 1 with this dictionary. */
export function npyBytes(dictionary: string, data: Uint8Array): Uint8Array {
  const head = Buffer.from(`\u0093NUMPY\u0001\u0000  ${dictionary}\n`, 'latin1');
  head.writeUInt16LE(dictionary.length + 1, 8);
  return Buffer.concat([head, data]);
}

/** The dictionary of an .npy file. */
export function npyHeader(descr: string, shape: string, isColumnMajor = false): string {
  return `{'descr': '${descr}', 'fortran_order': ${isColumnMajor ? 'True' : 'False'}, 'shape': ${shape}, }`;
}

/** Records of CIFAR: label bytes, then 3072 bytes that count on from the label. */
export function cifarBytes(labels: readonly (readonly number[])[]): Uint8Array {
  return Buffer.concat(
    labels.map((bytes) =>
      Buffer.from([
        ...bytes,
        ...Array.from({ length: 3072 }, (_, i) => ((bytes[0] ?? 0) + Math.floor(i / 1024) * 50 + i) % 256),
      ]),
    ),
  );
}

/** The bytes of a typed array. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
