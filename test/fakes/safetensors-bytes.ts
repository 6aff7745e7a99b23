/** A tensor to write by hand. */
export interface HandTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array | ArrayBufferView;
}

/**
 * A safetensors file made without the code under test. `header` replaces the JSON that the tensors would give; `metadata`
 * and `padding` (spaces after the JSON) are optional.
 */
export function safetensorsBytes(
  tensors: ReadonlyMap<string, HandTensor>,
  options: {
    readonly metadata?: Readonly<Record<string, string>>;
    readonly padding?: number;
    readonly header?: string | Uint8Array;
  } = {},
): Uint8Array {
  const entries: string[] = options.metadata ? [`"__metadata__":${JSON.stringify(options.metadata)}`] : [];
  const datas: Uint8Array[] = [];
  let at = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const fields = `"dtype":"${dtype}","shape":[${shape.join(',')}],"data_offsets":[${at},${at + bytes.length}]`;
    entries.push(`${JSON.stringify(name)}:{${fields}}`);
    datas.push(bytes);
    at += bytes.length;
  }
  const json = options.header ?? `{${entries.join(',')}}${' '.repeat(options.padding ?? 0)}`;
  const header = typeof json === 'string' ? Buffer.from(json, 'utf8') : json;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return new Uint8Array(Buffer.concat([length, header, ...datas]));
}
