import { createHash } from 'node:crypto';
import { compareCodePoints } from '../../../base/compare-code-points.js';
import type { Files, OpenFile } from '../../../base/ports.js';
import type { Checkpoint } from '../../tensors/checkpoint.js';

const CHUNK_BYTES = 1 << 20;

/**
 * SHA-256, in hexadecimal, over the tensors of a model in the order of their names: of each a line of JSON (name, number format,
 * shape), then its bytes. So it is the same however the model is sharded, and another for any other value.
 */
export async function digestModel(files: Files, checkpoint: Checkpoint, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const opened = new Map<string, OpenFile>();
  const buffer = new Uint8Array(CHUNK_BYTES);
  try {
    const tensors = [...checkpoint.tensors.values()].sort((a, b) => compareCodePoints(a.name, b.name));
    for (const { name, dtype, shape, file, position, begin, end } of tensors) {
      hash.update(`${JSON.stringify([name, dtype, shape])}\n`, 'utf8');
      const source = opened.get(file) ?? (await files.open(file));
      opened.set(file, source);
      const last = position + end - begin;
      for (let at = position; at < last; at += CHUNK_BYTES) {
        signal.throwIfAborted();
        const chunk = buffer.subarray(0, Math.min(CHUNK_BYTES, last - at));
        await source.read(chunk, at);
        hash.update(chunk);
      }
    }
  } finally {
    await Promise.all([...opened.values()].map((file) => file.close()));
  }
  return hash.digest('hex');
}
