import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { DenseArray } from '../../protocol/events.js';
import { runPaths } from '../../experiments/runs/run-paths.js';

/** The most numbers that one request may bring into memory: 64 Mi, far above what a screen can show. */
const MOST_NUMBERS = 64 * 1024 * 1024;

/** Reads dense arrays of a run, in the order asked for; undefined for one that isn't there, or not whole. */
export async function readDense(
  runFolder: string,
  arrays: readonly DenseArray[],
): Promise<readonly (Float32Array | undefined)[]> {
  const handles = new Map<string, fs.FileHandle>();
  let left = MOST_NUMBERS;
  try {
    const read: (Float32Array | undefined)[] = [];
    for (const array of arrays) {
      left -= array.length;
      read.push(left < 0 ? undefined : await readOne(runFolder, array, handles).catch(() => undefined));
    }
    return read;
  } finally {
    for (const handle of handles.values()) {
      await handle.close();
    }
  }
}

async function readOne(
  runFolder: string,
  { file, offset, length }: DenseArray,
  handles: Map<string, fs.FileHandle>,
): Promise<Float32Array | undefined> {
  let handle = handles.get(file);
  if (handle === undefined) {
    handle = await fs.open(path.join(runPaths(runFolder).dense, file), 'r');
    handles.set(file, handle);
  }
  const { size } = await handle.stat();
  if (offset + length * Float32Array.BYTES_PER_ELEMENT > size) {
    return undefined;
  }
  // The files are little-endian, as is every machine that VS Code runs on.
  const values = new Float32Array(length);
  const bytes = new Uint8Array(values.buffer);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) {
      return undefined;
    }
    done += bytesRead;
  }
  return values;
}
