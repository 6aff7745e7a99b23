import { modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { MAX_HEADER_BYTES } from './limits.js';
import type { SafetensorsHeader } from './safetensors-header.js';
import { LENGTH_BYTES, parseSafetensorsHeader } from './safetensors-header.js';

/**
 * Reads the header of the file at `path` and nothing of its data; also tells the file's bytes.
 * Throws `file-missing`, `file-unreadable`, or `safetensors-invalid` with the offence.
 */
export async function readSafetensorsHeader(
  files: Files,
  path: string,
  signal: AbortSignal,
): Promise<SafetensorsHeader & { readonly fileBytes: number }> {
  signal.throwIfAborted();
  const fault = (offence: 'too-short' | 'header-too-long' | 'header-past-end', detail: number | bigint): Error =>
    modelsmithError('safetensors-invalid', { offence, detail: String(detail) }, { file: path });
  const file = await files.open(path);
  try {
    if (file.bytes < LENGTH_BYTES) {
      throw fault('too-short', file.bytes);
    }
    const length = new Uint8Array(LENGTH_BYTES);
    await file.read(length, 0);
    // All 64 bits: as a number, a hostile length would lose its low ones or come out negative.
    const headerBytes = new DataView(length.buffer).getBigUint64(0, true);
    if (headerBytes > BigInt(MAX_HEADER_BYTES)) {
      throw fault('header-too-long', headerBytes);
    }
    if (headerBytes > BigInt(file.bytes - LENGTH_BYTES)) {
      throw fault('header-past-end', headerBytes);
    }
    signal.throwIfAborted();
    const header = new Uint8Array(Number(headerBytes));
    await file.read(header, LENGTH_BYTES);
    return { ...parseSafetensorsHeader(header, file.bytes, path), fileBytes: file.bytes };
  } finally {
    await file.close();
  }
}
