import type { Files } from '../../base/ports.js';
import type { ModelListing } from '../../protocol/inspection.js';
import { openCheckpoint } from './checkpoint.js';
import { bytesOf } from './dtypes.js';

/** Lists a model's tensors and shards from headers alone, quantised ones too; layer 2 stands before layer 10. */
export async function listModel(files: Files, model: string, signal: AbortSignal): Promise<ModelListing> {
  const checkpoint = await openCheckpoint(files, model, signal, { quantized: 'allow' });
  const shardNames = new Map(checkpoint.shards.map(({ file, name }) => [file, name]));
  const { compare } = new Intl.Collator('en', { numeric: true });
  const tensors = [...checkpoint.tensors.values()]
    .sort((a, b) => compare(a.name, b.name))
    .map(({ name, dtype, shape, elements, file }) => ({
      name,
      dtype,
      shape,
      bytes: bytesOf(dtype, elements),
      shard: shardNames.get(file) ?? file,
    }));
  const architecture = architectureOf(checkpoint.config);
  return {
    model,
    ...(architecture === undefined ? {} : { architecture }),
    shards: checkpoint.shards.map(({ name, bytes }) => ({ file: name, bytes })),
    tensors,
    parameters: sum(checkpoint.tensors.values(), ({ elements }) => elements),
    bytes: sum(tensors, ({ bytes }) => bytes),
  };
}

function architectureOf(config: unknown): string | undefined {
  if (typeof config !== 'object' || config === null || !('architectures' in config)) {
    return undefined;
  }
  const names: unknown = config.architectures;
  const first: unknown = Array.isArray(names) ? names[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

function sum<T>(items: Iterable<T>, measure: (item: T) => number): number {
  let total = 0;
  for (const item of items) {
    total += measure(item);
  }
  return total;
}
