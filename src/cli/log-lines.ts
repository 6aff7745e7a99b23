import { eventText } from '../base/texts/event-text.js';
import type { RunEvent } from '../protocol/events.js';
import { commonEventSchema } from '../protocol/events.js';
import { formatTime } from './format-time.js';

/** What a run said, in lines for people: without the engine's own records, and every tenth part of a progress. */
export function logLines(events: readonly RunEvent[]): readonly string[] {
  const lines: string[] = [];
  const thinner = new ProgressThinner();
  for (const event of events) {
    const common = commonEventSchema.safeParse(event);
    if (common.success && thinner.keeps(common.data)) {
      const [first = '', ...others] = eventText(common.data).split('\n');
      lines.push(`${formatTime(event.at)}  ${first}`, ...others.map((line) => `${' '.repeat(21)}${line}`));
    }
  }
  return lines;
}

/** Lets a phase's progress through at every tenth part of it, and all other events. */
export class ProgressThinner {
  private told = -1;

  keeps(event: { readonly type: string; readonly done?: number; readonly total?: number }): boolean {
    if (event.type !== 'progress') {
      this.told = event.type === 'phase' || event.type === 'resumed' ? -1 : this.told;
      return true;
    }
    const { done = 0, total = 0 } = event;
    const tenth = total > 0 ? Math.floor((done / total) * 10) : 0;
    const keeps = tenth > this.told;
    this.told = Math.max(this.told, tenth);
    return keeps;
  }
}
