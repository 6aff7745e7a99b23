import { availableParallelism } from 'node:os';
import { parseByteSize } from '../base/byte-size.js';
import type { ExperimentFacts } from '../base/ports.js';
import type { Experiment } from '../experiments/experiment.js';

/** What an engine may know of its experiment besides its own keys. */
export function experimentFacts({ name, file, action, source, resources }: Experiment): ExperimentFacts {
  const memoryBytes = resources.memory === undefined ? undefined : parseByteSize(resources.memory);
  return {
    name,
    file,
    action,
    source,
    resources: {
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      workers: resources.workers ?? availableParallelism(),
    },
  };
}
