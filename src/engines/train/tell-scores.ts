import type { RunContext, Scores } from '../../base/ports.js';
import type { EmittedEvent } from '../../protocol/events.js';

/** Tells the scores of a part as `<part>/<metric>`. A perplexity too large for a number is left out. */
export function tellScores(
  { emit }: Pick<RunContext<EmittedEvent>, 'emit'>,
  part: 'validation' | 'test',
  { scores, step }: { readonly scores: Scores; readonly step: number },
): void {
  for (const [name, value] of Object.entries(scores)) {
    if (Number.isFinite(value)) {
      emit({ type: 'metric', name: `${part}/${name}`, step, value });
    }
  }
}
