import type { RunContext } from '../../base/ports.js';
import type { EmittedEvent } from '../../protocol/events.js';

/** A context for a merge that is made for an occasion, into `folder`: it tells nothing, keeps nothing and isn't resumed. */
export function quietContext(context: RunContext<EmittedEvent>, folder: string): RunContext<EmittedEvent> {
  return {
    ...context,
    output: { path: folder, overwrite: true },
    emit: () => undefined,
    dense: { append: (file, values) => ({ file, offset: 0, length: values.length }) },
    snapshot: {
      latest: async () => Promise.resolve(undefined),
      save: async () => Promise.resolve(),
      discard: async () => Promise.resolve(),
    },
  };
}
