import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';
import type { TrainSpec } from '../spec.js';

/** Files (absolute) that trainings read: of their data, models and tokenizers, each once. */
export async function trainingInputs(
  specs: readonly Pick<TrainSpec, 'data' | 'model' | 'tokenizer'>[],
  { files, folder }: { readonly files: Files; readonly folder: string },
): Promise<readonly string[]> {
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
      found.push(...names.filter((name) => /\.(?:safetensors|json)$/.test(name)).map((name) => path.join(place, name)));
    }
  }
  return [...new Set(found)];
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
