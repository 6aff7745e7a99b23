import * as path from 'node:path';
import type { Experiment } from '../../src/experiments/experiment.js';

/** An experiment as it comes out of its file, by the test engine of `test/worker/engine/`. */
export function anExperiment(folder: string, changes: Partial<Experiment> = {}): Experiment {
  const spec = changes.spec ?? {};
  const base = {
    kind: 'steps',
    name: 'An experiment',
    seed: 7,
    overwrite: false,
    tags: [],
    resources: { backend: 'auto' },
    digest: 'sampled',
    file: path.join(folder, 'an.experiment.yaml'),
    folder,
  } as const;
  const experiment = { ...base, spec, ...changes };
  return { source: JSON.stringify({ ...experiment, source: undefined }), ...experiment };
}
