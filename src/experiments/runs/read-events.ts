import * as fs from 'node:fs/promises';
import type { RunEvent } from '../../protocol/events.js';
import { systemCodeOf } from '../../base/system-code.js';
import { LineCutter, parseEventLine } from './event-lines.js';
import { addEvent } from './kept-events.js';
import { runPaths } from './run-paths.js';

const BLOCK_BYTES = 1 << 20;

/**
 * The events of a run, in order: without those that a resume dropped, without a torn last line, and empty where the run
 * hasn't begun. Events of kinds and versions that this program doesn't know are included.
 */
export async function readEvents(runFolder: string): Promise<readonly RunEvent[]> {
  const kept: RunEvent[] = [];
  await readLines(runPaths(runFolder).events, 0, (line) => {
    const event = parseEventLine(line);
    if (event !== undefined) {
      addEvent(kept, event);
    }
  });
  return kept;
}

/** Gives every whole line from a position on to `onLine`; returns the position behind the last. */
export async function readLines(file: string, position: number, onLine: (line: string) => void): Promise<number> {
  let handle: fs.FileHandle;
  try {
    handle = await fs.open(file, 'r');
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOENT') {
      return position;
    }
    throw thrown;
  }
  try {
    const cutter = new LineCutter();
    const block = new Uint8Array(BLOCK_BYTES);
    for (let at = position; ; ) {
      const { bytesRead } = await handle.read(block, 0, block.length, at);
      if (bytesRead === 0) {
        return position + cutter.consumed;
      }
      at += bytesRead;
      for (const line of cutter.push(block.subarray(0, bytesRead))) {
        onLine(line);
      }
    }
  } finally {
    await handle.close();
  }
}
