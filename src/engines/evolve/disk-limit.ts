import { parseByteSize } from '../../base/byte-size.js';
import type { Files } from '../../base/ports.js';
import type { EvolveSpec } from './spec/schema.js';

/** Most bytes that candidates and members may take: what the file says, else half of what is free. */
export async function diskLimit(
  { disk }: EvolveSpec,
  { files, folder }: { readonly files: Files; readonly folder: string },
): Promise<number> {
  const named = disk === undefined ? undefined : parseByteSize(disk);
  return named ?? (await files.freeBytes(folder)) / 2;
}
