import * as path from 'node:path';
import type { Problem } from '../../base/errors.js';
import type { TrainSpec } from './spec/schema.js';
import { filesOf } from './training/training-inputs.js';

type Data = TrainSpec['data'];

/**
 * A problem of a session with the key that it comes from: those of data know the part or the file only. `prefix` is
 * `source.` where the data are the source's.
 */
export function keyed(one: Problem, data: Data, prefix: '' | 'source.'): Problem {
  const key = one.where.key ?? (isOfData(one) ? keyOfData(one, data) : keyOfNetwork(one));
  if (key === undefined) {
    return one;
  }
  return { ...one, where: { ...one.where, key: key.startsWith('data') ? `${prefix}${key}` : key } };
}

function isOfData({ code }: Problem): boolean {
  return code.startsWith('data-') || code.startsWith('file-');
}

function keyOfNetwork({ code, where }: Problem): string | undefined {
  return code.startsWith('network-') ? (where.file === undefined ? 'network' : 'model') : undefined;
}

function keyOfData(one: Problem, data: Data): string | undefined {
  const args: Readonly<Record<string, unknown>> = one.arguments;
  const part = args['part'];
  if (typeof part === 'string') {
    return `data.${part}`;
  }
  if (one.code === 'data-split-fractions') {
    return 'data';
  }
  const { file } = one.where;
  const named = (['train', 'validation', 'test'] as const).find((name) => {
    const source = data[name];
    return file !== undefined && typeof source !== 'number' && filesOf(source).some((place) => isAt(file, place));
  });
  return named !== undefined ? `data.${named}` : one.code.startsWith('data-') ? 'data.train' : undefined;
}

/** Whether a file is the one that the experiment names, or lies in the folder that it names. */
function isAt(file: string, named: string): boolean {
  const place = path.normalize(named);
  return (
    `${path.normalize(file)}${path.sep}`.includes(`${path.sep}${place}${path.sep}`) || path.normalize(file) === place
  );
}
