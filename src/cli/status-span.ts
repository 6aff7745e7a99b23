import { statusWord } from '../base/texts/runs.js';
import type { RunStatus } from '../protocol/run-record.js';
import type { Span, Tone } from './terminal/span.js';

const tones: Readonly<Record<RunStatus, Tone>> = {
  queued: 'plain',
  running: 'strong',
  stopping: 'strong',
  interrupted: 'warning',
  succeeded: 'good',
  failed: 'error',
  cancelled: 'warning',
  diverged: 'error',
};

/** A run's status as a word in its colour. */
export function statusSpan(status: RunStatus): Span {
  return { text: statusWord(status), tone: tones[status] };
}
