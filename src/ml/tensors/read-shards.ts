import * as path from 'node:path';
import { compareCodePoints } from '../../base/compare-code-points.js';
import type { Problem } from '../../base/errors.js';
import { ModelsmithError, modelsmithError, problem } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import type { Checkpoint, Shard, TensorLocation } from './checkpoint.js';
import { MAX_INDEX_BYTES, MAX_LISTED_PROBLEMS, MAX_SHARDS, MAX_TENSORS } from './limits.js';
import { readSafetensorsHeader } from './read-safetensors-header.js';
import { resolveShard } from './resolve-shard.js';
import { parseShardIndex } from './shard-index.js';

/**
 * Opens every shard that an index names. A tensor that a shard holds but the index doesn't name counts too, as it does for
 * who loads the whole shard; one in several shards is taken from where the index says.
 * Throws all problems at once: shards missing or outside, faulty headers, tensors that aren't where the index says.
 */
export async function readShards(
  files: Files,
  index: string,
  signal: AbortSignal,
): Promise<Pick<Checkpoint, 'shards' | 'tensors'>> {
  const folder = path.dirname(index);
  const shardOf = parseShardIndex(await files.readSmall(index, MAX_INDEX_BYTES), index);
  const names = [...new Set(shardOf.values())].sort(compareCodePoints);
  const indexError = (offence: 'too-many-shards' | 'too-many-tensors', limit: number): Error =>
    modelsmithError('shard-index-invalid', { offence, detail: String(limit) }, { file: index });
  if (names.length > MAX_SHARDS) {
    throw indexError('too-many-shards', MAX_SHARDS);
  }
  const problems: Problem[] = [];
  const broken = new Set<string>();
  const shards: Shard[] = [];
  const tensors = new Map<string, TensorLocation>();
  for (const name of names) {
    try {
      const file = await resolveShard(files, folder, name, { index });
      const header = await readSafetensorsHeader(files, file, signal);
      shards.push({ name, file, bytes: header.fileBytes, metadata: header.metadata });
      for (const entry of header.tensors.values()) {
        const wanted = shardOf.get(entry.name);
        const other = tensors.get(entry.name);
        if (wanted === undefined && other !== undefined) {
          const both = [path.relative(folder, other.file), name];
          problems.push(
            problem('tensor-in-two-shards', { tensor: entry.name, shards: both }, { file: index, tensor: entry.name }),
          );
        } else if (wanted === undefined || wanted === name) {
          tensors.set(entry.name, { ...entry, file, position: header.dataStart + entry.begin });
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof ModelsmithError)) {
        throw thrown;
      }
      problems.push(...thrown.problems);
      broken.add(name);
    }
    if (tensors.size > MAX_TENSORS) {
      throw indexError('too-many-tensors', MAX_TENSORS);
    }
  }
  for (const [tensor, shard] of shardOf) {
    if (!tensors.has(tensor) && !broken.has(shard)) {
      problems.push(problem('tensor-not-in-shard', { tensor, shard }, { file: index, tensor }));
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) {
    throw new ModelsmithError([first, ...rest.slice(0, MAX_LISTED_PROBLEMS - 1)]);
  }
  return { shards, tensors };
}
