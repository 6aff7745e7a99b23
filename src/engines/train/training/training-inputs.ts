import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';
import { openCheckpoint } from '../../../ml/tensors/checkpoint.js';
import type { TrainSpec } from '../spec/schema.js';

/** Files (absolute) that trainings read: of their data, models and tokenizers, each once. */
export async function trainingInputs(
  specs: readonly Pick<TrainSpec, 'data' | 'model' | 'tokenizer'>[],
  context: { readonly files: Files; readonly folder: string; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { files, folder } = context;
  const named = specs
    .flatMap(({ data: { train, validation, test } }) => [train, validation, test])
    .flatMap((one) => (typeof one === 'number' || one.format === 'images' ? [] : filesOf(one)));
  const models = specs.flatMap(({ model, tokenizer }) => [model, tokenizer]).filter((one) => one !== undefined);
  const found: string[] = [];
  for (const one of [...named, ...models]) {
    const place = path.resolve(folder, one);
    const stat = await files.stat(place);
    if (stat?.isFolder === false) {
      found.push(place);
    } else if (stat !== undefined && models.includes(one)) {
      const names = await files.list(place);
      found.push(...(await weightFiles(place, names, context)));
      found.push(...names.filter((name) => name.endsWith('.json')).map((name) => path.join(place, name)));
    }
  }
  return [...new Set(found)];
}

/** The files of weights that are read: a model of a hub may have others, which aren't fetched. */
async function weightFiles(
  place: string,
  names: readonly string[],
  { files, signal }: { readonly files: Files; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  try {
    const { shards } = await openCheckpoint(files, place, signal);
    return shards.map(({ file }) => file);
  } catch {
    signal.throwIfAborted();
    return names.filter((name) => name.endsWith('.safetensors')).map((name) => path.join(place, name));
  }
}

/** The files and folders that a set of examples is read from, as the experiment names them. */
export function filesOf(source: TrainSpec['data']['train']): readonly string[] {
  switch (source.format) {
    case 'cifar10':
    case 'cifar100':
      return source.files;
    case 'idx':
    case 'npy':
      return [source.inputs, ...(source.labels === undefined ? [] : [source.labels])];
    case 'npz':
    case 'csv':
    case 'jsonl':
    case 'parquet':
      return [source.file];
    case 'images':
      return [source.folder];
    case 'glyphs':
    case 'zipf-world':
      return [];
  }
}
