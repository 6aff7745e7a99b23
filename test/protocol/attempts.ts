import fc from 'fast-check';
import type { EmittedEvent, RunEvent } from '../../src/protocol/events.js';

/** Attempts as the recorder numbers them: after a resume the numbers go on from the snapshot's. */
export function attemptsOf(emitted: fc.Arbitrary<EmittedEvent>): fc.Arbitrary<readonly RunEvent[]> {
  return fc
    .array(fc.record({ events: fc.array(emitted, { maxLength: 12 }), cut: fc.nat(14) }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((attempts) => {
      const all: RunEvent[] = [];
      let seq = 0;
      attempts.forEach((attempt, index) => {
        if (index > 0) {
          const from = Math.max(0, seq - attempt.cut);
          seq = from + 1;
          all.push({ type: 'resumed', from, seq, at: 0 });
        }
        for (const event of attempt.events) {
          seq += 1;
          all.push({ ...event, seq, at: 0 });
        }
      });
      return all;
    });
}

/** The rule of the log, written the slow way: what a reader drops, and progress, which belongs to an attempt. */
export function whatCounts(events: readonly RunEvent[]): readonly RunEvent[] {
  let kept: RunEvent[] = [];
  for (const event of events) {
    if (event.type === 'resumed') {
      const { from } = event;
      kept = kept.filter((one) => one.seq <= from && one.type !== 'resumed' && one.type !== 'progress');
    } else {
      kept.push(event);
    }
  }
  return kept;
}

/** The state after batches of these sizes, and the rest. */
export function inBatches<State>(
  { empty, reduce }: { readonly empty: State; readonly reduce: (state: State, events: readonly RunEvent[]) => State },
  events: readonly RunEvent[],
  sizes: readonly number[],
): State {
  let state = empty;
  let at = 0;
  for (const size of sizes) {
    state = reduce(state, events.slice(at, at + size));
    at += size;
  }
  return reduce(state, events.slice(at));
}
