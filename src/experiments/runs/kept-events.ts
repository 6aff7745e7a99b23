import type { RunEvent } from '../../protocol/events.js';

/** The `seq` that a run was resumed from, when the event says so. */
export function resumedFrom(event: RunEvent): number | undefined {
  return event.type === 'resumed' && 'from' in event && typeof event.from === 'number' ? event.from : undefined;
}

/** Adds an event to those of the attempts before; a resume first drops what its snapshot doesn't contain. */
export function addEvent(kept: RunEvent[], event: RunEvent): void {
  const from = resumedFrom(event);
  if (from !== undefined) {
    let length = kept.length;
    while (length > 0 && (kept[length - 1]?.seq ?? 0) > from) {
      length--;
    }
    kept.length = length;
  }
  kept.push(event);
}
