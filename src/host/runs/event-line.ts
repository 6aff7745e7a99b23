import { eventText } from '../../base/texts/event-text.js';
import { commonEventSchema } from '../../protocol/events.js';
import type { RunEvent } from '../../protocol/events.js';

/** A run's log in lines for people: what happened and when, without the engine's own records, which its view draws. */
export function logLines(events: readonly RunEvent[]): readonly string[] {
  const lines: string[] = [];
  let told = -1;
  for (const event of events) {
    const common = commonEventSchema.safeParse(event);
    if (!common.success) {
      continue;
    }
    if (common.data.type === 'phase' || common.data.type === 'resumed') {
      told = -1;
    }
    if (common.data.type === 'progress') {
      // Every tenth part is enough to see how fast it went.
      const tenth = Math.floor((common.data.done / common.data.total) * 10);
      if (!(tenth > told)) {
        continue;
      }
      told = tenth;
    }
    for (const [index, line] of eventText(common.data).split('\n').entries()) {
      lines.push(index === 0 ? `${timeOfDay(event.at)}  ${line}` : `              ${line}`);
    }
  }
  return lines;
}

function timeOfDay(ms: number): string {
  const at = new Date(ms);
  const digits = (value: number, width = 2): string => String(value).padStart(width, '0');
  return `${digits(at.getHours())}:${digits(at.getMinutes())}:${digits(at.getSeconds())}.${digits(at.getMilliseconds(), 3)}`;
}
