import { compareCodePoints } from '../../base/compare-code-points.js';
import type { Dtype } from './dtypes.js';
import { bitsOf, bytesOf } from './dtypes.js';
import { MAX_HEADER_BYTES } from './limits.js';
import { LENGTH_BYTES } from './safetensors-header.js';

export interface TensorToWrite {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** A shard as it is to be written: its first bytes, and where in the file each tensor's bytes go. */
export interface ShardLayout<Tensor extends TensorToWrite = TensorToWrite> {
  /** Name of the file. */
  readonly name: string;
  /** The length and the header, padded so that the data begins at a multiple of 8. */
  readonly head: Uint8Array;
  /** Of the whole file. */
  readonly bytes: number;
  /** In the order of the data. */
  readonly tensors: readonly (Tensor & { readonly position: number; readonly bytes: number })[];
}

export interface CheckpointLayout<Tensor extends TensorToWrite = TensorToWrite> {
  readonly shards: readonly ShardLayout<Tensor>[];
  /** Bytes of all tensors. */
  readonly totalBytes: number;
  /** The index to write beside several shards; undefined for a single `model.safetensors`. */
  readonly index: { readonly name: string; readonly content: string } | undefined;
}

/**
 * Spreads tensors over files named as transformers has them: each shard takes tensors in the order given, up to
 * `maxShardBytes` of data; a larger tensor has a shard to itself. Within a shard wide elements come first, so that every
 * tensor is aligned. `format` in the metadata says `pt`, which transformers insists on.
 */
export function layoutShards<Tensor extends TensorToWrite>(
  tensors: readonly Tensor[],
  maxShardBytes: number,
): CheckpointLayout<Tensor> {
  const groups: Tensor[][] = [];
  let group: Tensor[] | undefined;
  let groupBytes = 0;
  let headerBytes = 0;
  let totalBytes = 0;
  for (const tensor of tensors) {
    const bytes = sizeOf(tensor);
    const entryBytes = MAX_ENTRY_EXTRA + 6 * tensor.name.length + 20 * tensor.shape.length;
    if (group === undefined || groupBytes + bytes > maxShardBytes || headerBytes + entryBytes > MAX_HEADER_BYTES) {
      group = [];
      groups.push(group);
      groupBytes = 0;
      headerBytes = MAX_ENTRY_EXTRA;
    }
    group.push(tensor);
    groupBytes += bytes;
    headerBytes += entryBytes;
    totalBytes += bytes;
  }
  if (groups.length === 0) {
    groups.push([]);
  }
  const shards = groups.map((one, i) => layoutShard(shardName(i + 1, groups.length), one));
  return { shards, totalBytes, index: shards.length > 1 ? indexOf(shards, totalBytes) : undefined };
}

/** What an entry of a header takes at most besides its name (six bytes a character when escaped) and its shape. */
const MAX_ENTRY_EXTRA = 120;

function shardName(number: number, count: number): string {
  const digits = (value: number): string => String(value).padStart(5, '0');
  return count === 1 ? 'model.safetensors' : `model-${digits(number)}-of-${digits(count)}.safetensors`;
}

function layoutShard<Tensor extends TensorToWrite>(name: string, tensors: readonly Tensor[]): ShardLayout<Tensor> {
  const sorted = [...tensors].sort((a, b) => bitsOf(b.dtype) - bitsOf(a.dtype) || compareCodePoints(a.name, b.name));
  const entries = ['"__metadata__":{"format":"pt"}'];
  let begin = 0;
  const begins = sorted.map((tensor) => {
    const end = begin + sizeOf(tensor);
    const { name: tensorName, dtype, shape } = tensor;
    // By hand, since an object literal would lose a tensor called `__proto__`.
    entries.push(`${JSON.stringify(tensorName)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
    const at = begin;
    begin = end;
    return at;
  });
  const header = new TextEncoder().encode(`{${entries.join(',')}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const head = new Uint8Array(LENGTH_BYTES + headerBytes).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(headerBytes), true);
  head.set(header, LENGTH_BYTES);
  return {
    name,
    head,
    bytes: head.length + begin,
    tensors: sorted.map((tensor, i) => ({
      ...tensor,
      position: head.length + (begins[i] ?? 0),
      bytes: sizeOf(tensor),
    })),
  };
}

function indexOf(shards: readonly ShardLayout[], totalBytes: number): { name: string; content: string } {
  const lines = shards
    .flatMap((shard) => shard.tensors.map((tensor) => ({ tensor: tensor.name, shard: shard.name })))
    .sort((a, b) => compareCodePoints(a.tensor, b.tensor))
    .map(({ tensor, shard }) => `    ${JSON.stringify(tensor)}: ${JSON.stringify(shard)}`);
  const content = `{\n  "metadata": {\n    "total_size": ${String(totalBytes)}\n  },\n  "weight_map": {\n${lines.join(',\n')}\n  }\n}\n`;
  return { name: 'model.safetensors.index.json', content };
}

function sizeOf({ dtype, shape }: TensorToWrite): number {
  return bytesOf(
    dtype,
    shape.reduce((product, size) => product * size, 1),
  );
}
