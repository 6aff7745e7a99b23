import type { RunEvent } from '../../protocol/events.js';

const NEWLINE = 0x0a;

/** Cuts a byte stream into whole lines; what follows the last newline waits for the rest of it. */
export class LineCutter {
  private rest = new Uint8Array(0);
  private whole = 0;

  /** Bytes of the stream that were given out as whole lines. */
  get consumed(): number {
    return this.whole;
  }

  push(bytes: Uint8Array): readonly string[] {
    const joined = this.rest.length === 0 ? bytes : concatenate(this.rest, bytes);
    const end = joined.lastIndexOf(NEWLINE) + 1;
    this.rest = joined.slice(end);
    this.whole += end;
    if (end === 0) {
      return [];
    }
    // A newline byte is never part of a longer UTF-8 sequence, so whole lines decode whole.
    const lines = new TextDecoder().decode(joined.subarray(0, end)).split('\n');
    lines.pop();
    return lines;
  }
}

/** One line of an event log; undefined of what a crash of the machine left of one. */
export function parseEventLine(line: string): RunEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isEvent(value) ? value : undefined;
}

/**
 * An event's envelope is checked, its content isn't: events of newer versions pass through to readers that know them,
 * and a reader that draws an event checks it with the schema of its type.
 */
function isEvent(value: unknown): value is RunEvent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'seq' in value &&
    Number.isSafeInteger(value.seq) &&
    'at' in value &&
    typeof value.at === 'number'
  );
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
